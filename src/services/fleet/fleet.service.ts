import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { CLOCK } from '#src/config/config.token.js';
import type { FleetCrossing } from '#src/engine/fleet/fleet-crossing.js';
import type { Clock } from '#src/lib/clock.js';
import type { Scope } from '../auth/scope.js';
import type { Page } from '../paging/page.js';
import { SealedCursors } from '../paging/sealed-cursor.js';
import { NameMask } from '../privacy/name-mask.js';
import { Neighbours } from '../privacy/neighbours.js';
import { FleetMembers, type FleetMemberRow } from './fleet-members.js';
import { FleetQuestions } from './fleet-questions.js';
import { crossingViewOf, type EndScope, linkViewOf, overlapViewOf, ownCrossingViewOf } from './fleet-view-of.js';
import type {
  fleetCrossingListInput,
  FleetCrossingView,
  fleetLinkListInput,
  FleetLinkView,
  fleetOverlapListInput,
  FleetOverlapView,
} from './fleet.view.js';
import { pagePairs, type PairedList } from './page-pairs.js';

/** Two clusters, in the direction of a question. */
interface MemberPair {
  readonly from: FleetMemberRow;
  readonly to: FleetMemberRow;
}

/** How long a page may take to compute; what is computed is kept for the next page. */
const PAGE_MS = 20_000;

const position = z.tuple([z.string(), z.string()]);

/** Ways between the registered clusters and who can reach whom across them, from their newest snapshots. */
@Injectable()
export class FleetService {
  constructor(
    private readonly members: FleetMembers,
    private readonly questions: FleetQuestions,
    private readonly clusters: ClustersRepository,
    private readonly neighbours: Neighbours,
    private readonly cursors: SealedCursors,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Links, by source and destination cluster. Only between clusters the caller sees. */
  async links(scope: Scope, input: z.infer<typeof fleetLinkListInput>): Promise<Page<FleetLinkView>> {
    const pairs = await this.visiblePairs(scope, input.cluster);
    return this.page(input, {
      pairs,
      load: async (pair) => {
        const { links } = await this.questions.waysOf(pair.from, pair.to);
        return links
          .filter(({ kind }) => input.kind === undefined || kind === input.kind)
          .map((link) => ({
            key: keyOf(link.kind, link.technology, link.subject, link.premise),
            view: linkViewOf(link, refsOf(pair), scope.isRestricted),
          }));
      },
    });
  }

  /** Overlaps, each pair of clusters once. Only of clusters the caller sees. */
  async overlaps(scope: Scope, input: z.infer<typeof fleetOverlapListInput>): Promise<Page<FleetOverlapView>> {
    const pairs = await this.visiblePairs(scope, input.cluster);
    return this.page(input, {
      pairs: pairs.filter(({ from, to }) => from.ref.name < to.ref.name),
      load: async (pair) => {
        const { overlaps } = await this.questions.waysOf(pair.from, pair.to);
        return overlaps
          .filter(({ verdict }) => input.verdict === undefined || verdict === input.verdict)
          .map((overlap) => ({ key: overlap.space, view: overlapViewOf(overlap, refsOf(pair)) }));
      },
    });
  }

  /** Crossings between clusters, by source and destination cluster. Restricted callers see those of their own tenants. */
  async crossings(scope: Scope, input: z.infer<typeof fleetCrossingListInput>): Promise<Page<FleetCrossingView>> {
    if (input.tenant !== undefined && scope.isRestricted && !scope.includes(input.tenant)) return NOTHING;
    const ends = await this.endsFor(scope);
    const pairs = await this.pairs(scope, input.cluster, ({ from, to }) =>
      [from, to].some(({ id }) => isVisible(scope, id)),
    );
    return this.page(input, {
      pairs,
      load: async (pair) => {
        const crossings = await this.questions.crossingsOf(pair.from, pair.to, input.verdict);
        return crossings
          .filter((crossing) => isChosen(crossing, input) && (ends === null || isOwned(crossing, ends)))
          .map((crossing) => ({
            key: crossingKey(crossing),
            view:
              ends === null
                ? crossingViewOf(crossing, refsOf(pair), NameMask.none)
                : ownCrossingViewOf(crossing, refsOf(pair), ends),
          }));
      },
    });
  }

  /** Null for callers who see everything. */
  private async endsFor(scope: Scope): Promise<EndScope | null> {
    if (!scope.isRestricted) return null;
    const mask = await this.neighbours.maskFor(scope);
    const rows = scope.rows.clusters;
    const visible = rows === 'all' ? new Map() : await this.clusters.refs(rows);
    const uids = new Set([...visible.values()].map(({ id }: { id: string }) => id));
    return { mask, isOwn: (party) => scope.includes(party), seesCluster: (id) => rows === 'all' || uids.has(id) };
  }

  private visiblePairs(scope: Scope, cluster: string | undefined): Promise<MemberPair[]> {
    return this.pairs(scope, cluster, ({ from, to }) => [from, to].every(({ id }) => isVisible(scope, id)));
  }

  /** Ordered pairs of clusters, by name; none when the named cluster is not visible. */
  private async pairs(
    scope: Scope,
    cluster: string | undefined,
    isWanted: (pair: MemberPair) => boolean,
  ): Promise<MemberPair[]> {
    const members = [...(await this.members.all())].sort((a, b) => (a.ref.name < b.ref.name ? -1 : 1));
    const isNamed = ({ id, ref }: FleetMemberRow): boolean =>
      cluster === undefined || ((ref.id === cluster || ref.name === cluster) && isVisible(scope, id));
    return members
      .flatMap((from) => members.filter((to) => to !== from).map((to) => ({ from, to })))
      .filter((pair) => isWanted(pair) && (isNamed(pair.from) || isNamed(pair.to)));
  }

  private async page<T>(
    { first, after }: { readonly first: number; readonly after?: string | undefined },
    { pairs, load }: Pick<PairedList<MemberPair, Keyed<T>>, 'pairs' | 'load'>,
  ): Promise<Page<T>> {
    const began = this.clock.now().getTime();
    const list: PairedList<MemberPair, Keyed<T>> = {
      pairs,
      load: async (pair) => [...(await load(pair))].sort((a, b) => (a.key < b.key ? -1 : 1)),
      keyOfPair: ({ from, to }) => keyOf(from.ref.name, to.ref.name),
      keyOf: ({ key }) => key,
      encode: (at) => this.cursors.encode([...at]),
    };
    const limit = { elapsed: () => this.clock.now().getTime() - began, milliseconds: PAGE_MS };
    const { edges, hasNextPage } = await pagePairs(list, { first, after: this.cursors.decode(after, position) }, limit);
    return { edges: edges.map(({ cursor, node }) => ({ cursor, node: node.view })), hasNextPage };
  }
}

interface Keyed<T> {
  readonly key: string;
  readonly view: T;
}

const NOTHING = { edges: [], hasNextPage: false } as const;

/** Parts in the order they sort by; none of them can hold the separator. */
function keyOf(...parts: readonly string[]): string {
  return parts.join('\0');
}

function crossingKey({ from, to, kind, technology, subject, premise, relayed }: FleetCrossing): string {
  return keyOf(from.party, to.party, kind, technology, subject, premise, String(relayed));
}

function isChosen(
  { kind, from, to }: FleetCrossing,
  input: Pick<z.infer<typeof fleetCrossingListInput>, 'kind' | 'tenant'>,
): boolean {
  return (
    (input.kind === undefined || input.kind === kind) &&
    (input.tenant === undefined || input.tenant === from.party || input.tenant === to.party)
  );
}

function isOwned({ from, to }: FleetCrossing, ends: EndScope): boolean {
  return ends.isOwn(from.party) || ends.isOwn(to.party);
}

function isVisible({ rows }: Scope, clusterId: number): boolean {
  return rows.clusters === 'all' || rows.clusters.includes(clusterId);
}

function refsOf({ from, to }: MemberPair) {
  return { from: from.ref, to: to.ref };
}
