import { z } from 'zod';
import { severity } from '../findings/finding.view.js';

/** A control of the catalogue. */
export const controlView = z
  .object({
    id: z.string().describe('e.g. `SEG-NP-001`'),
    title: z.string(),
    area: z.string().describe('e.g. `baseline`, `tenancy`'),
    severity,
    question: z.string().describe('What it judges'),
    rationale: z.string().describe('Why it matters'),
    fix: z.string().describe('How to fix a breach, in general'),
    reads: z.array(z.string()).describe('Kinds it needs; without them its verdict is unknown'),
  })
  .meta({ id: 'Control', description: 'One judgement Fenceline makes about every snapshot.' });

export type ControlView = z.infer<typeof controlView>;
