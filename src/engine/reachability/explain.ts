import type { Direction, Policy } from '../dialects/policy.js';
import type { Compiled } from './compiled.js';
import { explainDecisions } from './explain-decisions.js';
import { explainRules } from './explain-rules.js';
import type { EndExplanation, ExplainedRule, Explanation } from './explanation.js';
import type { End, Flow } from './flow.js';
import { flowAtEnd, sharesNode } from './flow-at-end.js';
import { BEYOND_LIMITS, isLimited } from './limit-diagnostics.js';
import { policySides } from './policy-sides.js';
import { tunnelsBetween } from './tunnels-between.js';

/** Explains one question: which policies and rules decide at both ends, or what is not known. */
export function explain(compiled: Compiled, from: End, to: End): Explanation {
  if (isSamePod(from, to)) return explainSelf(compiled, from, to);
  const egress = 'group' in from ? explainEnd(compiled, 'egress', from.group, to) : null;
  const ingress = 'group' in to ? explainEnd(compiled, 'ingress', to.group, from) : null;
  const { all } = compiled.parts.ports;
  const must = (egress?.must ?? all).intersect(ingress?.must ?? all);
  const may = (egress?.may ?? all).intersect(ingress?.may ?? all);
  const because = must === may ? [] : [...new Set([...(egress?.because ?? []), ...(ingress?.because ?? [])])];
  return { from, to, egress, ingress, must, may, because };
}

function isSamePod(from: End, to: End): boolean {
  return 'group' in from && 'group' in to && from.group === to.group && from.pod !== undefined && from.pod === to.pod;
}

/** No policy stands between a pod and itself (semantics 01 §8). */
function explainSelf(compiled: Compiled, from: End, to: End): Explanation {
  const { all } = compiled.parts.ports;
  return { from, to, egress: null, ingress: null, must: all, may: all, because: [] };
}

function explainEnd(compiled: Compiled, direction: Direction, group: number, far: End): EndExplanation {
  const { parts } = compiled;
  const own = compiled.classOf(group);
  const positions = parts[direction].subjects.selecting[own] ?? [];
  const selecting = positions.flatMap((position) => parts.policies[position] ?? []);
  const matched = selecting.flatMap((policy) => explainRules(compiled, policy, direction, group, far));
  const flow = flowAtEnd(compiled, direction, group, far);
  const sides = policySides(compiled, direction, group);
  const must = explainDecisions(compiled, direction, group, far, sides, 'must');
  const may = flow.must === flow.may ? must : explainDecisions(compiled, direction, group, far, sides, 'may');
  return {
    direction,
    ...flow,
    isolated: compiled.isolation(direction, own),
    policies: selecting.map((policy) => policy.ref),
    rules: matched.length > 0 ? matched : selecting.map((policy) => noMatchingRule(compiled, policy, direction)),
    decisions: { must, may },
    because: flow.must === flow.may ? [] : reasonsOf(compiled, direction, group, far, matched),
    notes: notesOf(compiled, direction, group, far, flow),
  };
}

function noMatchingRule(compiled: Compiled, { ref }: Policy, direction: Direction): ExplainedRule {
  return { policy: ref, direction, effect: 'no-matching-rule', ports: compiled.parts.ports.none, certain: true };
}

function reasonsOf(
  compiled: Compiled,
  direction: Direction,
  group: number,
  far: End,
  matched: readonly ExplainedRule[],
): string[] {
  const { doubts, index } = compiled.parts;
  const about = doubts.about(index.identityOf(group), direction);
  const reasons = about.filter((doubt) => 'ip' in far || !doubt.externalOnly).map((doubt) => doubt.reason);
  if ('group' in far && isLimited(compiled, direction, group)) reasons.push(BEYOND_LIMITS);
  for (const { certain, policy, rule } of matched) {
    if (certain) continue;
    const place = `${policy.kind} ${policy.namespace === undefined ? '' : `${policy.namespace}/`}${policy.name}`;
    const number = rule === undefined ? 'a rule' : `rule ${String(rule + 1)}`;
    reasons.push(`${direction} ${number} of ${place} can be read in more than one way, or not at all`);
  }
  for (const { tunnel } of tunnelsBetween(compiled, direction, group, far)) {
    reasons.push(
      `the mesh may hide the connection in its tunnel on TCP ${String(tunnel.port)}, or the pod may avoid the mesh`,
    );
  }
  if (sharesNode(compiled, group, far) !== 'no') {
    reasons.push(
      direction === 'ingress'
        ? 'a process on the pod’s own node always reaches it, and the nodes are not known'
        : 'plugins differ on traffic from a pod to its own node',
    );
  }
  return reasons;
}

function notesOf(compiled: Compiled, direction: Direction, group: number, far: End, flow: Flow): string[] {
  const { index } = compiled.parts;
  const notes: string[] = [];
  if (index.isNode[group] === 1) notes.push('a host-network pod is not protected by NetworkPolicy');
  if ('group' in far && index.isNode[far.group] === 1)
    notes.push('the host-network pod at the other end counts as its node’s address');
  for (const { tunnel, certain } of tunnelsBetween(compiled, direction, group, far)) {
    const sees = certain ? 'sees' : 'may see';
    notes.push(
      `NetworkPolicy ${sees} the mesh’s tunnel on TCP ${String(tunnel.port)} instead of the application’s port`,
    );
  }
  if (direction === 'ingress' && flow.must.isAll && sharesNode(compiled, group, far) === 'yes') {
    notes.push('processes on the pod’s own node always reach it');
  }
  return notes;
}
