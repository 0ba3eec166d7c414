import type { Direction } from '../dialects/policy.js';
import type { NodeNeighbours } from './node-locality.js';
import type { Side } from './side.js';

/** What stays in doubt about one subject in one direction. */
export interface SubjectDoubts {
  /** Nothing is certain with anyone. */
  readonly closes: boolean;
  /** Nothing is certain with addresses outside the cluster. */
  readonly closesExternal: boolean;
  /** Nothing can be ruled out. */
  readonly opens: boolean;
  readonly opensExternal: boolean;
}

/**
 * Everything that decides one direction at one end. Pods with equal subjects share one row.
 * Invariant: sides are distinct and sorted by rung, priority, id.
 */
export interface Subject {
  readonly id: number;
  readonly direction: Direction;
  /** Host-network pods are not protected by policy. */
  readonly isNode: boolean;
  readonly sides: readonly Side[];
  /** Named-port signature; only told apart when an ingress rule looks names up on the subject itself. */
  readonly signature: number;
  readonly doubts: SubjectDoubts;
  readonly neighbours: NodeNeighbours;
}

/** The text that two equal subjects share. */
export function subjectKey({ direction, isNode, sides, signature, doubts, neighbours }: Omit<Subject, 'id'>): string {
  if (isNode) return `${direction} node`;
  const flags = [doubts.closes, doubts.closesExternal, doubts.opens, doubts.opensExternal].map(Number).join('');
  const isOpen = sides.length === 0 && flags === '0000';
  if (isOpen) return `${direction} open`;
  return `${direction} ${flags} ${String(signature)} ${String(neighbours.id)} ${sides.map((side) => side.id).join(',')}`;
}
