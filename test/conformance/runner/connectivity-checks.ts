import { changesOf } from '#src/cli/input/changes.js';
import { familiesOf, namesOf } from '#src/cli/input/list-answer.js';
import { type PortsJson, portsJson } from '#src/cli/output/ports.js';
import { diffConnections } from '#src/engine/diff/diff-connections.js';
import { type Connection, listConnections, nameOfWorkload } from '#src/engine/reachability/connections.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { canonicalPorts } from './canonical-ports.js';
import type { CaseFile, Check, PortsValue } from './case-file.js';
import { type Line, compareLines } from './compare-lines.js';
import { type CorpusConnection, expectedConnections, linesOf } from './connections.js';
import type { Analysis } from './analyse.js';
import { focused } from './focus.js';
import { isConditional, projectionText } from './l4-projection.js';
import { withNcaIngress } from './nca-ingress.js';
import { connectionsByNetwork, nameOnNetwork } from './networks.js';
import { withNcaNodes } from './nca-nodes.js';
import type { Outcome } from './tally.js';

const SHOWN = 4;

/** Judges a `connlist` check. Cases that name their `layers` come from NCA and follow its reading of Ingress and IPv6. */
export function connlistOutcome(expected: CaseFile, check: Check, analysis: Analysis): Outcome {
  if (check.options['multipleNetworks'] === true) return networksOutcome(check, analysis);
  const { reach, objects } = analysis;
  const isNca = expected.layers !== undefined;
  const listed = listConnections(reach, { families: isNca ? familiesOf(reach) : [4] });
  const own = listed.flatMap(corpusConnections);
  const actual = isNca ? withNcaNodes(objects, withNcaIngress(reach.model, own)) : own;
  const expectedLines = linesOf(expectedConnections(check));
  const differences = compareLines(expectedLines, linesOf(focused(actual, check.options)), projectionText);
  const outcome = outcomeOf(differences);
  const isProjected = outcome.result === 'pass' && expectedLines.some(({ says }) => isConditional(says));
  return isProjected ? { ...outcome, projected: true } : outcome;
}

/** Judges a `connlist` check that tells networks apart: each network is a list of its own. */
function networksOutcome(check: Check, { reach, options }: Analysis): Outcome {
  const listed = new Map(
    connectionsByNetwork(reach.model, options).map(({ network, connections }) => [
      network,
      connections.flatMap(corpusConnections).map((connection) => ({
        ...connection,
        src: nameOnNetwork(connection.src, network),
        dst: nameOnNetwork(connection.dst, network),
      })),
    ]),
  );
  const wanted = expectedConnections(check);
  const networks = new Set([...wanted.map(networkOf), ...listed.keys()]);
  const differences = [...networks].flatMap((network) => {
    const want = wanted.filter((connection) => networkOf(connection) === network);
    const have = focused(listed.get(network) ?? [], check.options);
    return compareLines(linesOf(want), linesOf(have), projectionText).map((text) => `${network}: ${text}`);
  });
  return outcomeOf(differences);
}

function networkOf({ network }: CorpusConnection): string {
  return network ?? 'pod-network';
}

/** Judges a `diff` check. */
export function diffOutcome(check: Check, before: Reachability, after: Reachability): Outcome {
  const sides = [before, after].map((reach) => ({
    connections: listConnections(reach, { families: [4] }),
    workloads: new Set(reach.model.workloads.map(nameOfWorkload)),
  }));
  const [a, b] = sides;
  if (a === undefined || b === undefined) return { result: 'fail', message: 'needs two sides' };
  const expected = (check.entries ?? []).map(
    ({ src, dst, type, before: old, after: fresh, workloadsDiff }): Line<string> => ({
      src,
      dst,
      says: says(String(type), old as PortsValue, fresh as PortsValue, workloadsDiff),
    }),
  );
  const actual = changesOf(diffConnections(a, b)).certain.map(
    ({ src, dst, type, before: old, after: fresh, workloadsDiff }): Line<string> => ({
      src,
      dst,
      says: says(type, corpusPorts(old), corpusPorts(fresh), workloadsDiff),
    }),
  );
  return outcomeOf(compareLines(expected, actual, (said) => said.join(' and ')));
}

function says(type: string, before: PortsValue, after: PortsValue, workloads: unknown): string {
  const text = typeof workloads === 'string' ? workloads : '';
  const names = [...text.matchAll(/\S+\[\w+\]/g)].map(([name]) => name).sort();
  return [type, canonicalPorts(before), canonicalPorts(after), ...names].join(' | ');
}

function corpusConnections({ src, dst, must, may }: Connection): CorpusConnection[] {
  const ports = corpusPorts(portsJson(must));
  const both = must.id === may.id ? { ports } : { ports, mayPorts: corpusPorts(portsJson(may)) };
  return namesOf(src).flatMap((from) => namesOf(dst).map((to) => ({ src: from, dst: to, ...both })));
}

function corpusPorts(ports: PortsJson): PortsValue {
  if (ports === 'All Connections') return ports;
  return ports.map(({ protocol, ranges }) => ({
    protocol,
    ranges: ranges.map(([low, high]): [number, number] => [low, high]),
  }));
}

function outcomeOf(differences: readonly string[]): Outcome {
  if (differences.length === 0) return { result: 'pass' };
  return {
    result: 'fail',
    message: `${String(differences.length)} lines differ: ${differences.slice(0, SHOWN).join('; ')}`,
  };
}
