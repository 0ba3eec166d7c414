import { RESERVED_SLUGS } from '#src/engine/isolation/party.js';
import type { CrossingView, MatrixView } from './crossing.view.js';

type Cell = MatrixView['cells'][number];

/** Worst first: a certain flow weighs more than a possible one. */
const RANK = { allowed: 2, unknown: 1, denied: 0 } as const;

/** Folds crossings, sorted by from and to, of all clusters into one cell for each pair. */
export function matrixOf(crossings: readonly CrossingView[], truncated: boolean): MatrixView {
  const cells = new Map<string, Cell>();
  for (const crossing of crossings) {
    const key = JSON.stringify([crossing.from, crossing.to]);
    const known = cells.get(key);
    cells.set(key, known === undefined ? cellOf(crossing) : worse(known, cellOf(crossing)));
  }
  const parties = [...new Set(crossings.flatMap(({ from, to }) => [from, to]))].sort(byParty);
  const sorted = [...cells.values()].sort((a, b) => byParty(a.from, b.from) || byParty(a.to, b.to));
  return { parties, cells: sorted, truncated };
}

function cellOf({ from, to, verdict, withinContract, must, may, cluster }: CrossingView): Cell {
  return { from, to, verdict, withinContract, ports: verdict === 'allowed' ? must : may, clusters: [cluster] };
}

function worse(a: Cell, b: Cell): Cell {
  const difference = weight(a) - weight(b);
  if (difference !== 0) return difference > 0 ? a : b;
  return { ...a, clusters: [...a.clusters, ...b.clusters] };
}

/** Traffic nobody agreed to is worse than the same traffic inside a contract. */
function weight({ verdict, withinContract }: Cell): number {
  return RANK[verdict] * 2 + (withinContract ? 0 : 1);
}

function byParty(a: string, b: string): number {
  const [left, right] = [isReserved(a), isReserved(b)];
  if (left !== right) return left ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function isReserved(party: string): boolean {
  return RESERVED_SLUGS.some((reserved) => reserved === party);
}
