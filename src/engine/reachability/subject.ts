import type { Direction } from '../dialects/policy.js';
import type { Layer } from '../dialects/rung.js';
import type { AppliedSide } from './ladder.js';
import type { NodeNeighbours } from './node-locality.js';
import { type AppliedTunnel, tunnelsText } from './tunnel-table.js';

/** What stays in doubt about one subject in one direction. */
export interface SubjectDoubts {
  /** Nothing is certain with anyone. */
  readonly closes: boolean;
  /** Nothing is certain with addresses outside the cluster. */
  readonly closesExternal: boolean;
  /** Nothing can be ruled out. */
  readonly opens: boolean;
  readonly opensExternal: boolean;
  /** Not even processes of the pod's own node are certain. */
  readonly closesOwnNode: boolean;
}

/** Nothing is in doubt. */
export const NO_DOUBTS: SubjectDoubts = {
  closes: false,
  closesExternal: false,
  opens: false,
  opensExternal: false,
  closesOwnNode: false,
};

/**
 * Everything that decides one direction at one end. Pods with equal subjects share one row.
 * Invariant: sides are distinct and in ladder order.
 */
export interface Subject {
  readonly id: number;
  readonly direction: Direction;
  /** A host-network pod: it is its node, which only host policies protect. */
  readonly isNode: boolean;
  readonly sides: readonly AppliedSide[];
  /** Named-port signature; only told apart when an ingress rule looks names up on the subject itself. */
  readonly signature: number;
  readonly doubts: SubjectDoubts;
  readonly neighbours: NodeNeighbours;
  /** Tunnels that hide its connections from the network layer. */
  readonly tunnels: readonly AppliedTunnel[];
}

/** The text that two equal subjects share. */
export function subjectKey(subject: Omit<Subject, 'id'>): string {
  const { direction, isNode, sides, signature, doubts, neighbours, tunnels } = subject;
  if (isUntouched(subject)) return `${direction} open`;
  const ids = sides.map(({ side, certain }) => `${String(side.id)}${certain ? '' : '?'}`).join(',');
  return `${direction} ${String(isNode)} ${flagsOf(doubts)} ${String(signature)} ${String(neighbours.id)} ${tunnelsText(tunnels)} ${ids}`;
}

/** The doubts as text, to tell subjects apart. */
export function flagsOf({ closes, closesExternal, opens, opensExternal, closesOwnNode }: SubjectDoubts): string {
  return [closes, closesExternal, opens, opensExternal, closesOwnNode].map(Number).join('');
}

/** True when no policy and no doubt says anything: Kubernetes is open by default. */
export function isUntouched({ sides, doubts }: Pick<Subject, 'sides' | 'doubts'>): boolean {
  return sides.length === 0 && (doubts === NO_DOUBTS || flagsOf(doubts) === '00000');
}

/** The sides of all layers behind one. */
export function sidesAbove({ sides }: Pick<Subject, 'sides'>, layer: Layer): readonly AppliedSide[] {
  return sides.filter(({ side }) => side.rung.layer.order > layer.order);
}
