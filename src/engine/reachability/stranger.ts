import type { NamespaceScope, Peer } from '../dialects/policy.js';
import type { Labels } from '../model/selector.js';
import type { Compiled } from './compiled.js';
import type { Reading } from './factor-builder.js';
import type { Flow } from './flow.js';
import { RowFold } from './row-fold.js';
import { stepOf } from './side.js';

/** A pod nobody has seen: no labels are known of it, nor of its namespace. */
const UNLABELLED: Labels = {};

/** What a group receives from an arbitrary pod in an unknown namespace, such as an ingress controller installed later. */
export function flowFromStranger(compiled: Compiled, group: number): Flow {
  const { ports } = compiled.parts;
  return {
    must: ports.get(portsFromStranger(compiled, group, 'must')),
    may: ports.get(portsFromStranger(compiled, group, 'may')),
  };
}

function portsFromStranger(compiled: Compiled, group: number, reading: Reading): number {
  const { ports, ingress, namedPorts } = compiled.parts;
  const subject = ingress.subjects.subjects[ingress.subjects.rowOf[compiled.classOf(group)] ?? 0];
  if (subject === undefined || subject.isNode) return ports.all.id;
  if (reading === 'may' && subject.doubts.opens) return ports.all.id;
  if (reading === 'must' && subject.doubts.closes) return ports.none.id;
  const fold = new RowFold(ports, 0);
  fold.begin();
  for (const [position, side] of subject.sides.entries()) {
    if (subject.sides[position - 1]?.rung !== side.rung) fold.beginRung(side.rung.combine);
    for (const compiledRule of side.rules) {
      const step = stepOf(compiledRule, reading);
      const wanted = step === compiledRule.certain ? 'certain' : 'possible';
      if (!compiledRule.rule.peers.some((peer) => (wanted === 'possible' || peer.certain) && admitsStranger(peer)))
        continue;
      const named = step.ports.names.reduce(
        (sum, name) => ports.union(sum, namedPorts.resolve(subject.signature, name)),
        step.ports.fixed,
      );
      fold.applyToAll(step.effect, named);
    }
    if (subject.sides[position + 1]?.rung !== side.rung) fold.endRung();
  }
  return fold.finish(() => undefined);
}

function admitsStranger(peer: Peer): boolean {
  switch (peer.kind) {
    case 'anyone':
      return true;
    case 'pods':
      return admitsNamespace(peer.selection.namespaces) && peer.selection.pods.matches(UNLABELLED);
    case 'addresses':
      return false;
  }
}

/** A policy's own namespace has pods we know; a stranger is not among them. */
function admitsNamespace(scope: NamespaceScope): boolean {
  return scope.kind === 'matching' && scope.selector.matches(UNLABELLED);
}
