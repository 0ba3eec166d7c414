/** What `demo --json` prints: one document, stable field names (docs/cli.md). */
export interface DemoReport {
  readonly clusters: readonly DemoCluster[];
  readonly scores: readonly DemoScore[];
  readonly fleet: { readonly score: number | null };
  readonly crossings: readonly DemoCrossing[];
  /** Between tenants of different clusters, along ways that are proven. */
  readonly fleetCrossings: readonly DemoFleetCrossing[];
  readonly findings: readonly DemoFinding[];
  /** Name → URL to open while the demo runs. */
  readonly links: Readonly<Record<string, string>>;
}

/** One simulated cluster. */
export interface DemoCluster {
  readonly name: string;
  readonly cni: string | null;
  /** Whether its network plugin enforces policies. */
  readonly enforced: 'yes' | 'no' | 'unknown' | null;
  readonly snapshot: { readonly sequence: number | null; readonly coverage: number | null };
}

/** The score of one tenant in one cluster. */
export interface DemoScore {
  readonly tenant: string;
  readonly cluster: string;
  readonly lower: number;
  readonly upper: number;
  readonly grade: string;
}

/** Traffic between two parties in one cluster; parties are tenant slugs, `shared`, `unowned` or `external`. */
export interface DemoCrossing {
  readonly from: string;
  readonly to: string;
  readonly cluster: string;
  readonly ports: string;
  readonly verdict: string;
  readonly sentence: string;
}

/** Traffic between two tenants of different clusters. */
export interface DemoFleetCrossing {
  readonly from: { readonly cluster: string; readonly party: string };
  readonly to: { readonly cluster: string; readonly party: string };
  readonly technology: string;
  readonly ports: string;
  readonly sentence: string;
}

/** One open finding. */
export interface DemoFinding {
  readonly control: string;
  readonly severity: string;
  readonly tenant: string | null;
  readonly cluster: string | null;
  readonly subject: string;
  readonly title: string;
  readonly fix: string;
}
