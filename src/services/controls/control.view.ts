import { z } from 'zod';
import { severity } from '../findings/finding.view.js';

/** A control of the catalogue. */
export const controlView = z
  .object({
    id: z.string().describe('e.g. `SEG-NP-001`'),
    title: z.string(),
    area: z.string().describe('e.g. `baseline`, `tenancy`'),
    severity,
    why: z.string().describe('What it judges and why it matters'),
    fix: z.string().describe('How to fix a breach, in general'),
    needs: z.array(z.string()).describe('Kinds it reads, as `group/Kind`; without them its verdict is unknown'),
    frameworks: z.array(z.string()).describe('Clauses of frameworks that ask for it'),
  })
  .meta({ id: 'Control', description: 'One judgement Fenceline makes about every snapshot.' });

export type ControlView = z.infer<typeof controlView>;
