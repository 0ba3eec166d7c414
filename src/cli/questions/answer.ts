import type { Verdict } from '#src/engine/isolation/crossing.js';
import type { Explanation } from '#src/engine/reachability/explanation.js';
import type { End, Flow } from '#src/engine/reachability/flow.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import type { Transport } from '#src/engine/sets/protocol.js';
import { Problem } from '#src/lib/problem.js';
import { type Endpoint, findEndpoint } from './endpoint.js';
import { type PortOf, type Question, readPort, readProtocol } from './question.js';

/** The answer to one question. */
export interface Answer {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly protocol: Transport;
  /** As asked: number or name. */
  readonly port: string;
  readonly verdict: Verdict;
  /** All ports that certainly pass, and all that cannot be ruled out, between these ends. */
  readonly flow: Flow;
  /** Set when the question is about one pod and itself. */
  readonly self: boolean;
  /** The pair of pods (or pod and address) the verdict rests on; null for a pod and itself. */
  readonly explanation: Explanation | null;
}

/**
 * Answers one question. Where an end is a workload, any of its pods is meant: `allowed` when some pair certainly can.
 * @param where prefix of option names in messages, e.g. `--queries: line 3: `
 * @throws Problem `INPUT.INVALID` when an end, protocol or port cannot be understood
 */
export function answer(reach: Reachability, question: Question, where = '--'): Answer {
  const from = findEndpoint(reach.model, question.from, `${where}from`);
  const to = findEndpoint(reach.model, question.to, `${where}to`);
  const protocol = readProtocol(question.protocol, `${where}protocol`);
  const portOf = readPort(question.port, protocol, to, reach.model, `${where}port`);
  const asked = { from, to, protocol, port: question.port };
  if (from.kind === 'pods' && from.pod !== undefined && to.kind === 'pods' && from.pod === to.pod) {
    const { all } = reach.ports;
    return { ...asked, verdict: 'allowed', flow: { must: all, may: all }, self: true, explanation: null };
  }
  if (from.kind === 'address' && to.kind === 'address') {
    throw Problem.field(`${where}from`, 'neither end is in the cluster; name a pod or workload at one end');
  }
  return { ...asked, ...decide(reach, from, to, protocol, portOf), self: false };
}

const RANK: Readonly<Record<Verdict, number>> = { denied: 0, unknown: 1, allowed: 2 };

/** Unites all pairs; the explanation is that of the most permissive pair. */
function decide(
  reach: Reachability,
  from: Endpoint,
  to: Endpoint,
  protocol: Transport,
  portOf: PortOf,
): Pick<Answer, 'verdict' | 'flow' | 'explanation'> {
  let verdict: Verdict = 'denied';
  let flow: Flow = { must: reach.ports.none, may: reach.ports.none };
  let explanation: Explanation | null = null;
  for (const src of endsOf(from)) {
    for (const dst of endsOf(to)) {
      const pair = reach.explain(src, dst);
      const pairVerdict = verdictOf(pair, protocol, portOf('group' in dst ? dst.group : null));
      flow = { must: flow.must.union(pair.must), may: flow.may.union(pair.may) };
      if (explanation !== null && RANK[pairVerdict] <= RANK[verdict]) continue;
      verdict = pairVerdict;
      explanation = pair;
    }
  }
  return { verdict, flow, explanation };
}

function verdictOf({ must, may }: Flow, protocol: Transport, port: number | undefined): Verdict {
  if (port === undefined || !may.contains(protocol, port)) return 'denied';
  return must.contains(protocol, port) ? 'allowed' : 'unknown';
}

function endsOf(endpoint: Endpoint): End[] {
  return endpoint.kind === 'address' ? [{ ip: endpoint.ip }] : endpoint.groups.map((group) => ({ group }));
}
