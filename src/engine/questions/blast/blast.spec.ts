import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCluster } from '../../../../test/support/packet-oracle-clusters.js';
import { clusterOf, deployment, networkPolicy } from '../../../../test/support/small-cluster.js';
import { Reachability } from '../../reachability/reachability.js';
import { nameOfWorkload } from '../../reachability/connections.js';
import { hasBit } from './bit-row.js';
import { BlastAnalysis, type BlastOptions, type BlastStart } from './blast-radius.js';
import { ClassGraph, type GraphChoice } from './class-graph.js';
import { closureOf } from './closure.js';
import { components } from './components.js';
import { pathTo, spread } from './spread.js';

/** Distances by the book: one breadth-first search over an adjacency list. */
function distances(graph: ClassGraph, start: number): number[] {
  const edges = Array.from({ length: graph.size }, (_, from) =>
    Array.from({ length: graph.size }, (__, to) => to).filter((to) => hasBit(graph.row(from), to)),
  );
  const hops = new Array<number>(graph.size).fill(-1);
  let frontier = [start];
  for (let distance = 1; frontier.length > 0; distance++) {
    const next: number[] = [];
    for (const from of frontier) {
      for (const to of edges[from] ?? []) {
        if (hops[to] !== -1) continue;
        hops[to] = distance;
        if (to !== start) next.push(to);
      }
    }
    frontier = next;
  }
  return hops;
}

const choices: readonly GraphChoice[] = [
  { bound: 'must', direction: 'forward' },
  { bound: 'may', direction: 'reverse' },
];

describe('how far something spreads', () => {
  it('distances, paths and the closure agree with a plain search on random clusters', () => {
    fc.assert(
      fc.property(randomCluster, fc.constantFrom(...choices), ({ model }, choice) => {
        const graph = new ClassGraph(Reachability.build(model), choice);
        const closure = closureOf(graph);
        for (let start = 0; start < graph.size; start++) {
          const truth = distances(graph, start);
          const found = spread(graph, { classes: [start] });
          expect([...found.hops]).toEqual(truth);
          for (const [target, hops] of truth.entries()) {
            expect(hasBit(closure.reachedFrom(start), target)).toBe(hops > 0);
            if (hops < 0) continue;
            const path = pathTo(found, target);
            expect(path).toHaveLength(hops + 1);
            expect(path[0]).toBe(start);
            for (const [at, from] of path.slice(0, -1).entries())
              expect(hasBit(graph.row(from), path[at + 1] ?? -1)).toBe(true);
          }
          const bounded = spread(graph, { classes: [start] }, 1);
          expect([...bounded.hops]).toEqual(truth.map((hops) => (hops > 1 ? -1 : hops)));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('components are cycles, in topological order', () => {
    fc.assert(
      fc.property(randomCluster, ({ model }) => {
        const graph = new ClassGraph(Reachability.build(model), { bound: 'must', direction: 'forward' });
        const { componentOf } = components(graph);
        const reach = Array.from({ length: graph.size }, (_, start) => distances(graph, start));
        for (let a = 0; a < graph.size; a++) {
          for (let b = 0; b < graph.size; b++) {
            if (hasBit(graph.row(a), b)) expect(componentOf[a]).toBeGreaterThanOrEqual(componentOf[b] ?? 0);
            const isCycle = a === b || ((reach[a]?.[b] ?? -1) > 0 && (reach[b]?.[a] ?? -1) > 0);
            expect(componentOf[a] === componentOf[b]).toBe(isCycle);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

const chain = ['a', 'b', 'c'].map((name) => deployment('ns', name, { app: name }));
const only = (to: string, from: string, port: number) =>
  networkPolicy('ns', to, {
    podSelector: { matchLabels: { app: to } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: from } } }], ports: [{ port }] }],
  });
/** a → b on 80, b → c on 81, nobody → a. */
const reach = Reachability.build(clusterOf([...chain, only('b', 'a', 80), only('c', 'b', 81), only('a', 'nobody', 1)]));
const groupOf = (app: string) => reach.model.groups.findIndex(({ labels }) => labels['app'] === app);

describe('the radius of a chain a → b → c', () => {
  const tcp81 = reach.ports.of('TCP', 81);
  it.each<[string, BlastStart, BlastOptions, readonly string[]]>([
    ['everything behind a', { groups: [groupOf('a')] }, { direction: 'forward' }, ['b 1', 'c 2']],
    ['one hop', { groups: [groupOf('a')] }, { direction: 'forward', hops: 1 }, ['b 1']],
    ['only on port 81', { groups: [groupOf('b')] }, { direction: 'forward', ports: tcp81 }, ['c 1']],
    ['nothing on port 81 from a', { groups: [groupOf('a')] }, { direction: 'forward', ports: tcp81 }, []],
    ['who can reach c', { groups: [groupOf('c')] }, { direction: 'reverse' }, ['b 1', 'a 2']],
    ['nothing comes in from outside', 'external', { direction: 'forward' }, []],
    ['everybody can send to the outside', 'external', { direction: 'reverse' }, ['a 1', 'b 1', 'c 1']],
  ])('%s', (_, start, options, expected) => {
    const { targets } = new BlastAnalysis(reach).of(start, options);
    expect(targets.map(({ workload, must }) => `${workload.name} ${String(must)}`)).toEqual(expected);
  });

  it('counts the pods that every group puts in reach', () => {
    const sizes = new BlastAnalysis(reach).sizes({ direction: 'forward' });
    expect(['a', 'b', 'c'].map((app) => sizes[groupOf(app)])).toEqual([2, 1, 0]);
  });

  it.each(['forward', 'reverse'] as const)(
    'proves it with a chain in the order connections are opened: %s',
    (direction) => {
      const [from, to] = direction === 'forward' ? ['a', 'c'] : ['c', 'a'];
      const radius = new BlastAnalysis(reach).of({ groups: [groupOf(from)] }, { direction });
      const target = radius.targets.find(({ workload }) => nameOfWorkload(workload) === `ns/${to}[Deployment]`);
      const steps = target === undefined ? null : radius.witness(target.workload, 'must');
      expect(steps?.map(({ from: a, to: b, ports }) => [a, b, ports.toString()])).toEqual([
        [groupOf('a'), groupOf('b'), 'TCP 80'],
        [groupOf('b'), groupOf('c'), 'TCP 81'],
      ]);
    },
  );
});
