import type { DemoClient } from './demo-client.js';
import type { RegisteredCluster } from './demo-fleet.js';
import type { DemoReport } from './demo-report.js';

interface NamedCluster {
  readonly name: string;
}

interface Score {
  readonly tenant: string | null;
  readonly lower: number;
  readonly upper: number;
  readonly grade: string;
}

interface Crossing {
  readonly from: string;
  readonly to: string;
  readonly cluster: NamedCluster;
  readonly must: string;
  readonly may: string;
  readonly verdict: string;
  readonly withinContract: boolean;
  readonly pairsMay: number;
  readonly sentence: string;
}

interface FleetEnd {
  readonly cluster: NamedCluster | null;
  readonly party: string;
}

interface FleetCrossing {
  readonly from: FleetEnd;
  readonly to: FleetEnd;
  readonly technology: string;
  readonly must: string;
  readonly relayed: boolean;
  readonly sentence: string;
}

interface Finding {
  readonly control: string;
  readonly severity: string;
  readonly tenants: readonly string[];
  readonly cluster: NamedCluster | null;
  readonly subject: string;
  readonly title: string;
  readonly fix: string;
}

/** Reads the scoreboard's content back through the public API. */
export async function gatherReport(
  client: DemoClient,
  clusters: readonly RegisteredCluster[],
  links: Readonly<Record<string, string>>,
): Promise<DemoReport> {
  const [scores, fleet, crossings, acrossClusters, findings] = await Promise.all([
    Promise.all(clusters.map((cluster) => scoresOf(client, cluster))),
    client.get<{ score: { lower: number } | null }>('/fleet/score'),
    client.list<Crossing>('/crossings'),
    client.list<FleetCrossing>('/fleet/crossings?verdict=allowed'),
    client.list<Finding>('/findings?state=open'),
  ]);
  return {
    clusters: clusters.map(({ name, cni, enforced, assessedSequence, coverage }) => ({
      name,
      cni,
      enforced,
      snapshot: { sequence: assessedSequence, coverage },
    })),
    scores: scores.flat(),
    fleet: { score: fleet.score?.lower ?? null },
    crossings: crossings
      .filter(({ verdict, withinContract }) => verdict !== 'denied' && !withinContract)
      .sort((a, b) => rank(a) - rank(b) || b.pairsMay - a.pairsMay)
      .map(({ from, to, cluster, must, may, verdict, sentence }) => ({
        from,
        to,
        cluster: cluster.name,
        ports: verdict === 'allowed' ? must : may,
        verdict,
        sentence,
      })),
    fleetCrossings: acrossClusters
      .sort((a, b) => fleetRank(a) - fleetRank(b))
      .map(({ from, to, technology, must, sentence }) => ({
        from: { cluster: from.cluster?.name ?? '', party: from.party },
        to: { cluster: to.cluster?.name ?? '', party: to.party },
        technology,
        ports: must,
        sentence,
      })),
    findings: findings.map(({ control, severity, tenants, cluster, subject, title, fix }) => ({
      control,
      severity,
      tenant: tenants[0] ?? null,
      cluster: cluster?.name ?? null,
      subject,
      title,
      fix,
    })),
    links,
  };
}

async function scoresOf(client: DemoClient, { id, name }: RegisteredCluster): Promise<DemoReport['scores']> {
  const { items } = await client.get<{ items: readonly Score[] }>(`/clusters/${id}/scores`);
  return items.flatMap(({ tenant, lower, upper, grade }) =>
    tenant === null ? [] : [{ tenant, cluster: name, lower, upper, grade }],
  );
}

/** Two tenants tell most, and packets that nobody looks into more than what a proxy passes on. */
function fleetRank({ from, to, relayed }: FleetCrossing): number {
  const named = [from, to].filter(({ party }) => party !== 'shared' && party !== 'unowned').length;
  return (relayed ? 1 : 0) + (2 - named) * 2;
}

/** Open crossings between two tenants tell most; then unknown ones; traffic with the outside comes last. */
function rank({ from, to, verdict }: Crossing): number {
  const named = [from, to].filter((party) => !['external', 'shared', 'unowned'].includes(party)).length;
  return (verdict === 'allowed' ? 0 : 10) + (2 - named);
}
