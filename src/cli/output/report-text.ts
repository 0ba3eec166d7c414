import type { Colors } from 'picocolors/types.js';
import { type Assessment, type Breach, SEVERITIES, type Severity } from '#src/controls/assessment.js';
import type { Grade, TenantScore } from '#src/controls/scoring/tenant-score.js';
import type { Crossing, Witness } from '#src/engine/isolation/crossing.js';
import { endpointText } from './endpoint-names.js';
import { count, listed } from './plural.js';
import { shownLength, textTable, wrap } from './table.js';

/** How a report is laid out. */
export interface ReportLayout {
  readonly title: string;
  /** Sentences under the title: the assumption about the network plugin, input that was left out… */
  readonly notes: readonly string[];
  readonly width: number;
  readonly colours: Colors;
}

const SHOWN_SUBJECTS = 3;
const SHOWN_COSTS = 3;
const SHOWN_REASONS = 3;

/** An assessment for a reader in a terminal: summary, tenants, crossings, findings with why and fix, what stays open. */
export function reportText(assessment: Assessment, layout: ReportLayout): string {
  const sections = [
    summary(assessment, layout),
    tenants(assessment, layout),
    crossings(assessment, layout),
    findings(assessment, layout),
    notAssessed(assessment, layout),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function summary(
  { cluster, scores, breaches, crossings: all }: Assessment,
  { title, notes, width, colours }: ReportLayout,
): string {
  const open = all.filter(counts);
  const failing = breaches.filter(({ verdict }) => verdict === 'fail');
  const bySeverity = [...SEVERITIES].reverse().flatMap((severity) => {
    const number = failing.filter((breach) => breach.severity === severity).length;
    return number === 0 ? [] : [`${String(number)} ${severity}`];
  });
  const facts = [
    `${count(scores.length, 'tenant')}, ${count(cluster.namespaces, 'namespace')}, ${count(cluster.workloads, 'workload')}.`,
    open.length === 0
      ? 'No unwanted crossing between tenants is known.'
      : `${count(open.length, 'crossing')} between parties ${open.length === 1 ? 'is' : 'are'} open or not ruled out.`,
    failing.length === 0 ? 'No control fails.' : `${count(failing.length, 'finding')}: ${bySeverity.join(', ')}.`,
    ...notes,
  ];
  const score = `score ${range(cluster.score.lower, cluster.score.upper)} of 100, grade ${grade(cluster.score.grade, colours)}, coverage ${percent(cluster.coverage)}`;
  return `${colours.bold(title)}: ${score}\n${facts.flatMap((fact) => wrap(fact, width)).join('\n')}\n`;
}

function tenants({ scores, members }: Assessment, { width, colours }: ReportLayout): string {
  if (scores.length === 0) return '';
  const titles = ['TENANT', 'TIER', 'SCORE', 'GRADE', 'COVERAGE', 'WORKLOADS', 'NAMESPACES'];
  const namespaces = new Map(members.map((member) => [member.tenant, member.namespaces]));
  const rows = scores.map((score) => [
    colours.bold(score.tenant),
    score.tier === null ? '-' : `T${String(score.tier)}`,
    range(score.lower, score.upper),
    grade(score.grade, colours),
    percent(score.coverage),
    String(score.workloads),
    (namespaces.get(score.tenant) ?? []).join(', '),
  ]);
  const table = textTable(
    titles.map((title, index) => ({
      title: colours.dim(title),
      align: index === 5 ? ('right' as const) : ('left' as const),
    })),
    rows,
    width,
  );
  return `${heading('Tenants', colours)}${table}${costs(scores, width, colours)}`;
}

/** The lines that cost each tenant most, so that a score is never a bare number. */
function costs(scores: readonly TenantScore[], width: number, colours: Colors): string {
  const rows = scores.flatMap(({ tenant, items }) =>
    [...items]
      .sort((a, b) => b.deduction - a.deduction)
      .slice(0, SHOWN_COSTS)
      .map(({ subject, deduction, because, unknown }, index) => [
        index === 0 ? colours.bold(tenant) : '',
        `−${deduction.toFixed(1)}`,
        `${subject}: ${because}${unknown ? ' (not known, counted as open)' : ''}`,
      ]),
  );
  if (rows.length === 0) return '';
  const columns = [
    { title: colours.dim('TENANT') },
    { title: colours.dim('POINTS'), align: 'right' as const },
    { title: colours.dim('LOST MOST BY') },
  ];
  return `\n${textTable(columns, rows, width)}`;
}

function crossings({ crossings: all }: Assessment, { width, colours }: ReportLayout): string {
  const open = all.filter(counts);
  if (open.length === 0) return '';
  const lines = open.flatMap((crossing) => {
    const mark = crossing.verdict === 'allowed' ? colours.red('open     ') : colours.yellow('not known');
    return hanging(`${mark}  `, crossingSentence(crossing), width);
  });
  return `${heading('Crossings', colours)}${lines.join('\n')}\n`;
}

function counts({ verdict, withinContract }: Crossing): boolean {
  return verdict !== 'denied' && !withinContract;
}

/** One sentence about a crossing: who, whom, ports, an example that proves it, and what decides it. */
export function crossingSentence({ from, to, verdict, must, may, witness, because }: Crossing): string {
  const ports = verdict === 'allowed' ? must : may;
  const can = verdict === 'allowed' ? 'can reach' : 'may be able to reach';
  const example =
    witness === undefined
      ? ''
      : `, for example ${endText(witness.from)} → ${endText(witness.to)}${verdict === 'allowed' ? decidedBy(witness) : ''}`;
  const why = verdict === 'unknown' && because.length > 0 ? `; not known because ${listed(because)}` : '';
  return `${from} ${can} ${to} on ${ports === 'all' ? 'all ports' : ports}${example}${why}.`;
}

function endText(end: Witness['from']): string {
  return 'range' in end ? endpointText(end.range) : `${end.namespace}/${end.name}`;
}

function decidedBy({ rules }: Witness): string {
  const names = rules
    .filter(({ effect }) => effect === 'allow')
    .map(({ policy, rule, direction }) => {
      const number = rule === undefined ? '' : `, ${direction} rule ${String(rule + 1)}`;
      return `${policy.kind} ${policy.namespace === undefined ? '' : `${policy.namespace}/`}${policy.name}${number}`;
    });
  return names.length === 0 ? ' (no policy closes it)' : ` (allowed by ${listed(names)})`;
}

function findings({ breaches }: Assessment, { width, colours }: ReportLayout): string {
  const groups = grouped(breaches.filter(({ verdict }) => verdict === 'fail'));
  if (groups.length === 0) return '';
  const lines = groups.flatMap(([first, ...same]) => {
    return [
      `${badge(first.severity, colours)} ${colours.bold(first.title)} ${colours.dim(first.control)}`,
      ...occurrences([first, ...same], width),
      ...hanging('         fix  ', first.fix, width),
    ];
  });
  return `${heading('Findings', colours)}${lines.join('\n')}\n`;
}

/** Where a control fails and why: subjects with the same reason together, the most frequent reasons first. */
function occurrences(breaches: readonly Breach[], width: number): string[] {
  const byReason = new Map<string, string[]>();
  for (const { because, subject } of breaches) byReason.set(because, [...(byReason.get(because) ?? []), subject]);
  const reasons = [...byReason].sort(([, a], [, b]) => b.length - a.length);
  const lines = reasons.slice(0, SHOWN_REASONS).flatMap(([because, subjects]) => {
    const more = subjects.length - SHOWN_SUBJECTS;
    const at = `${subjects.slice(0, SHOWN_SUBJECTS).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
    return [...hanging('         at   ', at, width), ...hanging('         why  ', because, width)];
  });
  const rest = reasons.slice(SHOWN_REASONS).reduce((sum, [, subjects]) => sum + subjects.length, 0);
  return rest === 0 ? lines : [...lines, `         and  ${String(rest)} more (--format csv lists all)`];
}

/** Breaches of one control together, worst severity first. */
function grouped(breaches: readonly Breach[]): [Breach, ...Breach[]][] {
  const groups = new Map<string, [Breach, ...Breach[]]>();
  for (const breach of breaches) {
    const key = `${breach.control} ${breach.severity}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [breach]);
    else group.push(breach);
  }
  return [...groups.values()].sort(([a], [b]) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

function notAssessed({ breaches }: Assessment, { width, colours }: ReportLayout): string {
  const groups = grouped(breaches.filter(({ verdict }) => verdict === 'unknown'));
  if (groups.length === 0) return '';
  const lines = groups.flatMap(([first, ...same]) => {
    const times = same.length === 0 ? '' : ` (${count(same.length + 1, 'subject')})`;
    return hanging(`${first.control}  `, `${first.title}${times}: ${first.because}`, width);
  });
  return `${heading('Not assessed', colours)}${lines.join('\n')}\n`;
}

function heading(text: string, colours: Colors): string {
  return `${colours.underline(text)}\n`;
}

/** Text after a label, continued below the text. */
function hanging(label: string, text: string, width: number): string[] {
  const indent = shownLength(label);
  const [first = '', ...more] = wrap(text, Math.max(40, width - indent));
  return [`${label}${first}`, ...more.map((line) => `${' '.repeat(indent)}${line}`)];
}

function badge(severity: Severity, colours: Colors): string {
  const paint = {
    critical: colours.red,
    high: colours.red,
    medium: colours.yellow,
    low: colours.cyan,
    info: colours.dim,
  };
  return paint[severity](severity.toUpperCase().padEnd(8));
}

function grade(value: Grade, colours: Colors): string {
  const paint = {
    A: colours.green,
    B: colours.green,
    C: colours.yellow,
    D: colours.yellow,
    F: colours.red,
    U: colours.dim,
  };
  return paint[value](value);
}

function range(lower: number, upper: number): string {
  return lower === upper ? lower.toFixed(1) : `${lower.toFixed(1)}–${upper.toFixed(1)}`;
}

function percent(share: number): string {
  return `${String(Math.round(share * 100))} %`;
}
