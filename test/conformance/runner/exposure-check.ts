import { z } from 'zod';
import { portsJson } from '#src/cli/output/ports.js';
import { NAME_LABEL } from '#src/engine/endpoints/namespace-matcher.js';
import { readSelector } from '#src/engine/model/selector-reader.js';
import { Selector } from '#src/engine/model/selector.js';
import { type DirectionExposure, ExposureAnalysis } from '#src/engine/questions/exposure.js';
import { nameOfWorkload } from '#src/engine/reachability/connections.js';
import type { HypotheticalFlow } from '#src/engine/reachability/hypothetical.js';
import type { PodPattern } from '#src/engine/reachability/pod-pattern.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { formatRange } from '#src/engine/sets/ip-range.js';
import { parseAddressRanges } from './address-ranges.js';
import type { Analysis } from './analyse.js';
import { canonicalPorts } from './canonical-ports.js';
import type { CaseFile, Check, PortsValue } from './case-file.js';
import { type Line, compareLines } from './compare-lines.js';
import { focused } from './focus.js';
import type { Outcome } from './tally.js';

const SHOWN = 4;
const DIRECTIONS = ['egress', 'ingress'] as const;

const side = z.union([
  z.object({ name: z.string() }),
  z.object({ selector: z.unknown() }),
  z.object({ all: z.literal(true) }),
]);
const item = z.looseObject({
  workload: z.string(),
  peer: z.string(),
  peerType: z.enum(['ip-block', 'entire-cluster', 'representative']),
  namespace: side.optional(),
  pods: side.optional(),
  ports: z.unknown(),
});
const expectation = z.looseObject({
  egress: z.array(item),
  ingress: z.array(item),
  unprotected: z.array(z.object({ workload: z.string(), direction: z.enum(['egress', 'ingress']) })).optional(),
});

interface Exposed {
  readonly src: string;
  readonly dst: string;
  readonly ports: PortsValue;
}

/** Judges an `exposure` check: who may reach, and be reached by, every workload beyond those the input holds. */
export function exposureOutcome(_expected: CaseFile, check: Check, { reach, objects }: Analysis): Outcome {
  const expected = expectation.parse((check as { readonly exposure?: unknown }).exposure);
  const exposures = exposuresOf(reach, byExpression(objects));
  const differences = unprotectedDifferences(expected.unprotected, exposures);
  for (const direction of DIRECTIONS) {
    const want = expected[direction].map((one) =>
      linked(direction, one.workload, peerText(one), one.ports as PortsValue),
    );
    const own = exposures
      .filter(isListed)
      .flatMap((exposure) => exposedBy(exposure.workload, exposure[direction], check.options))
      .filter(({ src, dst }) => expected.unprotected !== undefined || ![src, dst].some(isAddress));
    const texts = compareLines(want.map(lineOf), own.map(lineOf), (said) => [...new Set(said)].sort().join(' and '));
    differences.push(...texts.map((difference) => `${direction}: ${difference}`));
  }
  return differences.length === 0
    ? { result: 'pass' }
    : {
        result: 'fail',
        message: `${String(differences.length)} lines differ: ${differences.slice(0, SHOWN).join('; ')}`,
      };
}

interface NamedExposure {
  readonly workload: string;
  readonly ingress: DirectionExposure;
  readonly egress: DirectionExposure;
}

/** np-guard lists a pattern that some pod of the input carries only when a rule writes it as an expression. */
function exposuresOf(reach: Reachability, expressions: ReadonlySet<string>): NamedExposure[] {
  const analysis = new ExposureAnalysis(reach);
  const listed = (exposure: DirectionExposure): DirectionExposure => ({
    ...exposure,
    patterns: exposure.patterns.filter(
      ({ pattern, isInhabited }) =>
        !isInhabited || [pattern.namespaces, pattern.pods].some(({ text }) => expressions.has(text)),
    ),
  });
  return reach.model.workloads.map((workload) => {
    const { ingress, egress } = analysis.of(workload);
    return { workload: nameOfWorkload(workload), ingress: listed(ingress), egress: listed(egress) };
  });
}

/** Canonical texts of all selectors in the input that use `matchExpressions`. */
function byExpression(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  if ('matchExpressions' in value) found.add(readSelector(value).selector?.text ?? '');
  for (const part of Object.values(value)) byExpression(part, found);
  return found;
}

function unprotectedDifferences(
  expected: z.infer<typeof expectation>['unprotected'],
  exposures: readonly NamedExposure[],
): string[] {
  if (expected === undefined) return [];
  const want = new Set(expected.map(({ workload, direction }) => `${workload} ${direction}`));
  const listed = new Set([...want].map((text) => text.split(' ')[0]));
  const own = exposures.flatMap(({ workload, ...exposure }) =>
    DIRECTIONS.filter((direction) => exposure[direction].isProtected === 'no').map(
      (direction) => `${workload} ${direction}`,
    ),
  );
  const missing = [...want].filter((text) => !own.includes(text));
  // A focused check lists the workloads in focus only.
  const extra = own.filter((text) => !want.has(text) && listed.has(text.split(' ')[0]));
  return [
    ...missing.map((text) => `unprotected missing ${text}`),
    ...extra.map((text) => `unprotected unexpected ${text}`),
  ];
}

/** np-guard lists addresses only with workloads that pods of the cluster reach, or that no policy selects. */
function isListed({ ingress, egress }: NamedExposure): boolean {
  return [ingress, egress].some(
    ({ isProtected, entireCluster, patterns }) =>
      isProtected === 'no' || canonicalPorts(portsOf(entireCluster)) !== 'none' || patterns.length > 0,
  );
}

function exposedBy(
  workload: string,
  { direction, entireCluster, patterns, addresses }: DirectionExposure,
  options: Check['options'],
): Exposed[] {
  const blocks = addresses.flatMap(({ ranges, must }) =>
    ranges
      .filter(({ family }) => family === 4)
      .map((range) => linked(direction, workload, formatRange(range), portsJson(must) as PortsValue)),
  );
  const everyone = linked(direction, workload, 'entire-cluster', portsOf(entireCluster));
  const inFocus = (lines: readonly Exposed[]): readonly Exposed[] => focused(lines, options);
  const general = inFocus([everyone, ...blocks].filter(({ ports }) => canonicalPorts(ports) !== 'none'));
  // On one port a pattern may be no different from the entire cluster.
  const usual = inFocus([everyone]).map(({ ports }) => canonicalPorts(ports));
  const special = inFocus(
    patterns.map(({ pattern, ...flow }) => linked(direction, workload, patternText(pattern), portsOf(flow))),
  ).filter(({ ports }) => !usual.includes(canonicalPorts(ports)));
  return [...general, ...special];
}

function portsOf({ must, names }: HypotheticalFlow): PortsValue {
  const ports = portsJson(must);
  if (names.length === 0 || ports === 'All Connections') return ports as PortsValue;
  return [...(ports as Exclude<PortsValue, string | { allBut: unknown }>), ...namedEntries(names)];
}

/** A name under every protocol is one whose protocol the destination decides. */
function namedEntries(names: readonly string[]): { protocol: string | null; names: string[] }[] {
  const byName = new Map<string, string[]>();
  for (const text of names) {
    const [protocol = '', name = ''] = text.split(' ');
    byName.set(name, [...(byName.get(name) ?? []), protocol]);
  }
  const byProtocol = new Map<string | null, string[]>();
  for (const [name, protocols] of byName) {
    for (const protocol of protocols.length === 3 ? [null] : protocols)
      byProtocol.set(protocol, [...(byProtocol.get(protocol) ?? []), name]);
  }
  return [...byProtocol].map(([protocol, own]) => ({ protocol, ranges: [], names: own }));
}

function linked(direction: 'egress' | 'ingress', workload: string, peer: string, ports: PortsValue): Exposed {
  return direction === 'egress' ? { src: workload, dst: peer, ports } : { src: peer, dst: workload, ports };
}

function lineOf({ src, dst, ports }: Exposed): Line<string> {
  return { src, dst, says: canonicalPorts(ports) };
}

function peerText({ peer, peerType, namespace, pods }: z.infer<typeof item>): string {
  if (peerType !== 'representative') return peer;
  return patternText({ namespaces: selectorOf(namespace), pods: selectorOf(pods) });
}

function selectorOf(text: z.infer<typeof side> | undefined): Selector {
  if (text === undefined || 'all' in text) return Selector.everything;
  if ('name' in text) return new Selector([{ key: NAME_LABEL, operator: 'In', values: [text.name] }]);
  const read = readSelector(text.selector);
  return read.selector ?? Selector.everything;
}

function patternText({ namespaces, pods }: PodPattern): string {
  return `{namespaces ${namespaces.text}}{pods ${pods.text}}`;
}

function isAddress(end: string): boolean {
  return parseAddressRanges(end) !== null;
}
