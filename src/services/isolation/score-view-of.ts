import { z } from 'zod';
import type { ClusterRef } from '../clusters/cluster.view.js';
import type { NameMask } from '../privacy/name-mask.js';
import { grade, scoreItemView, scorePointView, type ScorePointView, type ScoreView } from './score.view.js';

/** What history and current scores have in common as rows. */
export interface BandRow {
  readonly at: Date;
  readonly seq: number;
  readonly lower: number;
  readonly upper: number;
  readonly grade: string;
  readonly coverage: number;
  readonly confidence: string;
  readonly model: string;
  readonly findingsOpen: number;
  readonly findingsCrit: number;
}

const storedItem = scoreItemView.extend({ control: z.string().nullish() });
const detail = z.looseObject({
  channels: z.record(z.string(), z.number()).catch({}),
  items: z.array(storedItem).catch([]),
  workloads: z.number().nullable().catch(null),
});

/** One point of history as an answer. */
export function pointViewOf(row: BandRow): ScorePointView {
  return {
    at: row.at.toISOString(),
    sequence: row.seq,
    // Columns are 4-byte floats; scores have one decimal, coverage is shown with four.
    lower: round(row.lower, 1),
    upper: round(row.upper, 1),
    grade: grade.parse(row.grade),
    coverage: round(row.coverage, 4),
    confidence: scorePointView.shape.confidence.parse(row.confidence),
    model: row.model,
    findingsOpen: row.findingsOpen,
    findingsCritical: row.findingsCrit,
  };
}

/** A current score as an answer; lines that name neighbours are masked. */
export function scoreViewOf(
  row: BandRow & { readonly tier: number | null; readonly detail: unknown },
  about: {
    readonly tenant: string | null;
    readonly cluster: ClusterRef | null;
    readonly stale: boolean;
    readonly mask: NameMask;
  },
): ScoreView {
  const { channels, items, workloads } = detail.catch({ channels: {}, items: [], workloads: null }).parse(row.detail);
  const { tenant, cluster, stale, mask } = about;
  return {
    tenant,
    cluster,
    tier: row.tier,
    ...pointViewOf(row),
    stale,
    workloads,
    channels,
    items: items
      .map((item) => ({
        ...item,
        control: item.control ?? null,
        subject: mask.text(item.subject),
        because: mask.text(item.because),
      }))
      .sort((a, b) => b.deduction - a.deduction),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
