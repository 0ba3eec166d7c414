/**
 * What one cluster may cost at most. Beyond a limit answers get wider, never wrong: the subjects it touches have no
 * certain traffic and nothing is ruled out for them, and a diagnostic names the policies (engine §6).
 */
export interface EngineLimits {
  /** Distinct port sets in the table while rows are built. */
  readonly portSets: number;
  /** Exceptions of one factor. */
  readonly rowEntries: number;
}

/** Measured: 150,000 pods need 3,317 port sets and 540,000 entries; these keep a hostile cluster below 2 GiB. */
export const ENGINE_LIMITS: EngineLimits = { portSets: 200_000, rowEntries: 20_000_000 };
