import type { NamespaceScope, Peer } from '../dialects/policy.js';
import type { Labels } from '../model/selector.js';
import type { Compiled } from './compiled.js';
import { type Reading, climb } from './ladder.js';
import type { Flow } from './flow.js';
import { RowFold } from './row-fold.js';
import type { Step } from './rule-compiler.js';
import { isUntouched } from './subject.js';

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
  if (subject === undefined || isUntouched(subject)) return ports.all.id;
  if (reading === 'may' && subject.doubts.opens) return ports.all.id;
  if (reading === 'must' && subject.doubts.closes) return ports.none.id;
  const fold = new RowFold(ports, 0);
  fold.begin();
  climb(subject.sides, reading, {
    machine: fold,
    onStep: (step) => {
      const { peers } = step.rule;
      if (!peers.some((peer) => (step.trust === 'possible' || peer.certain) && admitsStranger(peer, step.trust)))
        return;
      const named = step.ports.names.reduce(
        (sum, name) => ports.union(sum, namedPorts.resolve(subject.signature, name)),
        step.ports.fixed,
      );
      fold.applyToAll(step.effect, named);
    },
  });
  return fold.finish(() => undefined);
}

function admitsStranger(peer: Peer, trust: Step['trust']): boolean {
  switch (peer.kind) {
    case 'anyone':
      return true;
    case 'pods':
      return admitsNamespace(peer.selection.namespaces) && peer.selection.pods.matches(UNLABELLED);
    case 'groups':
      // A dialect's own selection is known only for pods that exist.
      return trust === 'possible';
    case 'addresses':
    case 'outside':
      return false;
  }
}

/** A policy's own namespace has pods we know; a stranger is not among them. */
function admitsNamespace(scope: NamespaceScope): boolean {
  return scope.kind === 'matching' && scope.selector.matches(UNLABELLED);
}
