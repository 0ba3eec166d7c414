/** A ≥ 90, B ≥ 75, C ≥ 60, D ≥ 40, F below; U when too little was seen (coverage < 0.6) to grade. */
export type Grade = 'A' | 'B' | 'C' | 'D' | 'F' | 'U';

/** The seven channels of the Tenant Isolation Score (scoring §2). */
export type Channel = 'I' | 'E' | 'X' | 'O' | 'H' | 'P' | 'C';

/** One printed line of a score; the lines of a score add up to 100 − lower exactly. */
export interface ScoreItem {
  readonly channel: Channel | 'ceiling';
  /** Control that reports it, when one does. */
  readonly control?: string;
  /** Flow class or fact that costs points, e.g. `blog → web: TCP 6379`. */
  readonly subject: string;
  /** Points taken, one decimal, > 0. */
  readonly deduction: number;
  /** Points won back if only this were fixed (recomputed, so ≤ or > the printed share). */
  readonly gainIfFixed: number;
  /** True when the points are lost to ignorance: the fact is unknown, not proven. */
  readonly unknown: boolean;
  readonly because: string;
}

/** Tenant Isolation Score `tis/1.0.0` of one tenant in one cluster at one snapshot. */
export interface TenantScore {
  readonly tenant: string;
  readonly tier: 0 | 1 | 2 | 3 | null;
  readonly model: string;
  readonly weightsHash: string;
  /** Fail-closed score: what is unknown counts as open. 0…100, one decimal. */
  readonly lower: number;
  /** Score if everything unknown turned out closed. */
  readonly upper: number;
  readonly grade: Grade;
  readonly coverage: number;
  /** A evidence, B CNI known, C partly unmodelled, D coverage < 0.6. */
  readonly confidence: 'A' | 'B' | 'C' | 'D';
  readonly workloads: number;
  /** Deduction of each channel (lower bound), one decimal. */
  readonly channels: Readonly<Record<Channel, number>>;
  readonly items: readonly ScoreItem[];
}
