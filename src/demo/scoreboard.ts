import pc from 'picocolors';
import type { DemoCluster, DemoCrossing, DemoFinding, DemoReport, DemoScore } from './demo-report.js';

type Colors = ReturnType<typeof pc.createColors>;

const SEVERITY_ORDER = ['critical', 'high', 'medium', 'low', 'info'];
const SHOWN = 8;
const ENFORCED: Readonly<Record<string, string>> = {
  yes: 'policies enforced',
  no: 'enforces nothing',
  unknown: 'enforcement unknown',
};

/** The demo's result for people: tenants × clusters, the worst crossings in sentences, top fixes, links. */
export function renderScoreboard(report: DemoReport, color: boolean): string {
  const colors = pc.createColors(color);
  return [
    '',
    colors.bold(`Tenant isolation score, tenant by cluster (fleet: ${number(report.fleet.score)})`),
    '',
    ...scoreTable(report, colors),
    '',
    colors.bold('Worst crossings'),
    ...worstCrossings(report.crossings).map((crossing) => `  ${mark(crossing, colors)} ${crossing.sentence}`),
    '',
    colors.bold('Open between clusters'),
    ...acrossClusters(report, colors),
    '',
    colors.bold('Top findings and fixes'),
    ...topFindings(report, colors),
    '',
    colors.bold('Open'),
    ...Object.entries(report.links).map(([name, url]) => `  ${name.padEnd(10)} ${colors.underline(url)}`),
    '',
  ].join('\n');
}

function scoreTable({ clusters, scores }: DemoReport, colors: Colors): string[] {
  const tenants = [...new Set(scores.map(({ tenant }) => tenant))].sort();
  const first = Math.max(6, ...tenants.map((tenant) => tenant.length)) + 2;
  const width = Math.max(
    18,
    ...clusters.map(({ name }) => name.length + 2),
    ...clusters.map((cluster) => describe(cluster).length + 2),
  );
  const cell = (tenant: string, cluster: DemoCluster): string => {
    const score = scores.find((candidate) => candidate.tenant === tenant && candidate.cluster === cluster.name);
    return score === undefined ? '–'.padEnd(width) : paint(score, colors, band(score).padEnd(width));
  };
  return [
    `  ${''.padEnd(first)}${clusters.map(({ name }) => colors.bold(name.padEnd(width))).join('')}`,
    `  ${''.padEnd(first)}${clusters.map((cluster) => colors.dim(describe(cluster).padEnd(width))).join('')}`,
    ...tenants.map((tenant) => `  ${tenant.padEnd(first)}${clusters.map((cluster) => cell(tenant, cluster)).join('')}`),
  ];
}

function describe({ cni, enforced }: DemoCluster): string {
  return `${cni ?? 'unknown'}, ${ENFORCED[enforced ?? 'unknown'] ?? ''}`;
}

function band({ lower, upper, grade }: DemoScore): string {
  return lower === upper ? `${number(lower)} ${grade}` : `${number(lower)}–${number(upper)} ${grade}`;
}

function paint({ grade }: DemoScore, colors: Colors, text: string): string {
  if (grade === 'A' || grade === 'B') return colors.green(text);
  return grade === 'C' || grade === 'U' ? colors.yellow(text) : colors.red(text);
}

function mark({ verdict }: DemoCrossing, colors: Colors): string {
  return verdict === 'allowed' ? colors.red('open   ') : colors.yellow('unknown');
}

/** The worst of each cluster in turn, so that one flat cluster does not fill the list. */
function worstCrossings(crossings: readonly DemoCrossing[]): readonly DemoCrossing[] {
  return byTurns(crossings, ({ cluster }) => cluster).slice(0, SHOWN);
}

/** The first of each pair of clusters in turn. */
function acrossClusters({ fleetCrossings }: DemoReport, colors: Colors): string[] {
  const shown = byTurns(fleetCrossings, ({ from, to }) => `${from.cluster} ${to.cluster}`).slice(0, SHOWN);
  return shown.length === 0
    ? ['  nothing certain']
    : shown.map(({ sentence }) => `  ${colors.red('open   ')} ${sentence}`);
}

/** Keeps the order inside each group, and takes one of each group after the other. */
function byTurns<T>(items: readonly T[], groupOf: (item: T) => string): T[] {
  const taken = new Map<string, number>();
  const turns = items.map((item) => {
    const group = groupOf(item);
    const turn = taken.get(group) ?? 0;
    taken.set(group, turn + 1);
    return { item, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ item }) => item);
}

/** One line for each control and cluster: its first subject, and how many more there are. */
function topFindings({ findings }: DemoReport, colors: Colors): string[] {
  const groups = new Map<string, DemoFinding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.control} ${finding.cluster ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const ranked = [...groups.values()].flatMap(([first, ...more]) => (first === undefined ? [] : [{ first, more }]));
  ranked.sort((a, b) => SEVERITY_ORDER.indexOf(a.first.severity) - SEVERITY_ORDER.indexOf(b.first.severity));
  return ranked
    .slice(0, SHOWN)
    .flatMap(({ first: { severity, control, cluster, subject, title, fix }, more }) => [
      `  ${severity.padEnd(8)} ${control}  ${cluster ?? 'fleet'}: ${title}: ${subject}${more.length === 0 ? '' : ` and ${String(more.length)} more`}`,
      colors.dim(`           fix: ${fix}`),
    ]);
}

function number(value: number | null): string {
  return value === null ? 'not scored' : value.toFixed(1);
}
