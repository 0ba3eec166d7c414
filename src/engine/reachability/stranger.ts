import type { NamespaceScope, Peer } from '../dialects/policy.js';
import { SEGMENT_LAYER } from '../dialects/rung.js';
import type { Labels } from '../model/selector.js';
import type { Compiled } from './compiled.js';
import type { Flow } from './flow.js';
import { type Admission, flowWithHypothetical } from './hypothetical.js';

/** A pod nobody has seen: no labels are known of it, nor of its namespace. */
const UNLABELLED: Labels = {};

/** What a group receives from an arbitrary pod in an unknown namespace, such as an ingress controller installed later. */
export function flowFromStranger(compiled: Compiled, group: number): Flow {
  const { must, may } = flowWithHypothetical(compiled, 'ingress', group, admitsStranger);
  return { must, may };
}

const admitsStranger: Admission = (peer: Peer, policy, trust) => {
  switch (peer.kind) {
    case 'anyone':
      return true;
    case 'pods':
      return admitsNamespace(peer.selection.namespaces) && peer.selection.pods.matches(UNLABELLED);
    case 'groups':
      // A dialect's own selection is known only for pods that exist; but doors are served on every primary network.
      return trust === 'possible' || policy.rung.layer.id === SEGMENT_LAYER.id;
    case 'addresses':
    case 'outside':
      return false;
  }
};

/** A policy's own namespace has pods we know; a stranger is not among them. */
function admitsNamespace(scope: NamespaceScope): boolean {
  return scope.kind === 'matching' && scope.selector.matches(UNLABELLED);
}
