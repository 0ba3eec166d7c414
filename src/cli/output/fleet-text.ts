import type { Colors } from 'picocolors/types.js';
import type { Evidence } from '#src/engine/fleet/evidence.js';
import type { FleetCrossing } from '#src/engine/fleet/fleet-crossing.js';
import { type Link, LINK_KINDS } from '#src/engine/fleet/link.js';
import { wayText } from '#src/engine/fleet/sentence.js';
import type { FleetAnswer } from './fleet-answer.js';
import { count } from './plural.js';
import { textTable, wrap } from './table.js';

/** How the answer is laid out. */
export interface FleetLayout {
  readonly width: number;
  readonly colours: Colors;
}

const SHOWN_EVIDENCE = 3;

/** The answer for a reader in a terminal: address plans, ways between the clusters with evidence, crossings, gaps. */
export function fleetText(answer: FleetAnswer, layout: FleetLayout): string {
  const sections = [
    summary(answer, layout),
    overlaps(answer, layout),
    links(answer, layout),
    crossings(answer, layout),
    gaps(answer, layout),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function summary({ clusters, crossings: all, links: ways }: FleetAnswer, { width, colours }: FleetLayout): string {
  const open = all.filter(({ verdict }) => verdict === 'allowed').length;
  const unknown = all.filter(({ verdict }) => verdict === 'unknown').length;
  const lines = [
    colours.bold(`${count(clusters.length, 'cluster')}: ${clusters.map(({ name }) => name).join(', ')}`),
    `${count(ways.length, 'way')} between them. Crossings between different parties: ${String(open)} certainly open, ${String(unknown)} not ruled out.`,
    ...clusters.map(
      ({ name, workloads, networkPlugin, assumed }) =>
        `${name}: ${count(workloads, 'workload')}, ${assumed ? '' : 'network plugin: '}${networkPlugin}`,
    ),
  ];
  return `${lines.flatMap((line) => wrap(line, width)).join('\n')}\n`;
}

function overlaps({ overlaps: all }: FleetAnswer, { width, colours }: FleetLayout): string {
  const telling = all.filter(({ verdict }) => verdict !== 'disjoint');
  if (telling.length === 0) return `${colours.bold('Address plans')}\nNo cluster uses the addresses of another.\n`;
  const rows = telling.map(({ left, right, space, verdict, ranges, because }) => [
    `${left}, ${right}`,
    space,
    verdict === 'overlap' ? colours.yellow('overlap') : 'not known',
    verdict === 'overlap' ? ranges.join(', ') : because.join('; '),
  ]);
  const titles = ['CLUSTERS', 'SPACE', 'VERDICT', 'ADDRESSES'];
  return `${colours.bold('Address plans')}\n${textTable(
    titles.map((title) => ({ title })),
    rows,
    width,
  )}`;
}

function links({ links: all }: FleetAnswer, { width, colours }: FleetLayout): string {
  const rows = all.map((link) => [
    link.kind,
    `${link.from} → ${link.to}`,
    wayText(link),
    premiseText(link, colours),
    link.strength,
    [...link.because, ...evidenceTexts(link.evidence)].join('; '),
  ]);
  const titles = ['KIND', 'DIRECTION', 'BY', 'PREMISE', 'EVIDENCE', 'WHY'];
  const kinds = [...new Set(all.map(({ kind }) => kind))].sort().map((kind) => `${kind} ${LINK_KINDS[kind]}`);
  const legend = wrap(`(${kinds.join(', ')})`, width).join('\n');
  return `${colours.bold('Ways between clusters')}\n${textTable(
    titles.map((title) => ({ title })),
    rows,
    width,
  )}${legend}\n`;
}

function premiseText({ premise }: Link, colours: Colors): string {
  return premise === 'proven'
    ? colours.red(premise)
    : premise === 'possible'
      ? colours.yellow(premise)
      : colours.green(premise);
}

function evidenceTexts(evidence: readonly Evidence[]): string[] {
  const texts = evidence.map(({ cluster, object, text }) =>
    object === null
      ? text
      : `${cluster}: ${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name} ${text}`,
  );
  const more = texts.length - SHOWN_EVIDENCE;
  return more > 0 ? [...texts.slice(0, SHOWN_EVIDENCE), `and ${String(more)} more`] : texts;
}

function crossings({ crossings: all }: FleetAnswer, { width, colours }: FleetLayout): string {
  if (all.length === 0) return `${colours.bold('Crossings')}\nNone.\n`;
  const order = ['allowed', 'unknown', 'denied'];
  const rows = [...all]
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
    .map((crossing) => [
      verdictText(crossing, colours),
      `${crossing.from.cluster} ${crossing.from.party} → ${crossing.to.cluster} ${crossing.to.party}`,
      portsText(crossing),
      `${crossing.relayed ? 'relayed by ' : ''}${wayText(crossing)}`,
      [...witnessText(crossing), ...crossing.conditions, ...crossing.barriers, ...crossing.because].join('; '),
    ]);
  const titles = ['VERDICT', 'FROM → TO', 'PORTS', 'BY', 'WHY'];
  return `${colours.bold('Crossings')}\n${textTable(
    titles.map((title) => ({ title })),
    rows,
    width,
  )}`;
}

function witnessText({ witness }: FleetCrossing): string[] {
  if (witness === undefined) return [];
  const { from, to } = witness;
  const end = 'range' in to ? to.range : `${to.namespace}/${to.name}`;
  return [`${from.namespace}/${from.name} → ${end}`];
}

function verdictText({ verdict }: FleetCrossing, colours: Colors): string {
  return verdict === 'allowed'
    ? colours.red('open')
    : verdict === 'unknown'
      ? colours.yellow('not known')
      : colours.green('denied');
}

function portsText({ verdict, must, may }: FleetCrossing): string {
  const ports = verdict === 'allowed' ? must : may;
  return ports === 'all' ? 'all ports' : ports === '' ? '-' : ports;
}

function gaps({ gaps: all }: FleetAnswer, { width, colours }: FleetLayout): string {
  if (all.length === 0) return '';
  const lines = all.flatMap(({ cluster, text }) => wrap(`${cluster}: ${text}`, width));
  return `${colours.bold('Not known')}\n${lines.join('\n')}\n`;
}
