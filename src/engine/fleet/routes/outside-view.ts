import type { Direction } from '../../dialects/policy.js';
import type { ExternalFlow } from '../../reachability/flow.js';
import type { Reachability } from '../../reachability/reachability.js';
import { FAMILIES, type Family, type IpAddress } from '../../sets/ip-address.js';
import { compareRanges, type IpRange } from '../../sets/ip-range.js';
import { type PortSets } from '../../sets/port-sets.js';
import type { Place } from './place.js';
import { any, NOTHING, type PortBounds, whichever } from './port-bounds.js';
import { PortBridge } from './port-bridge.js';

interface Span extends PortBounds {
  readonly range: IpRange;
}

/**
 * What the pods of one cluster permit with addresses outside it, in the ports of a pair of clusters.
 * Policies cut the address space into few pieces, and groups permit few different lists of them: places are reduced to
 * the pieces they touch, so that the cost is lists times pieces, whatever the number of pods.
 */
export class OutsideView {
  private readonly bridge: PortBridge;
  private readonly listIds = new Map<readonly ExternalFlow[], number>();
  private readonly byContent = new Map<string, number>();
  private readonly lists: (readonly Span[])[] = [];
  private readonly cuts: Record<Family, readonly bigint[]>;
  private readonly places = new Map<string, number>();
  private readonly reduced: ReducedPlace[] = [];
  private readonly answers = new Map<number, PortBounds>();

  constructor(
    private readonly reach: Reachability,
    private readonly direction: Direction,
    private readonly ports: PortSets,
  ) {
    this.bridge = new PortBridge(reach.ports, ports);
    for (let group = 0; group < reach.model.groups.length; group++) this.listOf(group);
    const cutsOf = (family: Family): bigint[] => {
      const starts = this.lists.flatMap((list) =>
        list.flatMap(({ range }) => (range.family === family ? [range.lo] : [])),
      );
      return [...new Set(starts)].sort((a, b) => (a < b ? -1 : 1));
    };
    this.cuts = { 4: cutsOf(4), 6: cutsOf(6) };
  }

  /** The list of permissions of a group; groups that permit the same share one. */
  listOf(group: number): number {
    const flows = this.direction === 'egress' ? this.reach.externalFrom(group) : this.reach.externalTo(group);
    let id = this.listIds.get(flows);
    if (id === undefined) this.listIds.set(flows, (id = this.intern(flows)));
    return id;
  }

  /** A number for a place; places that no policy tells apart share one. */
  placeOf(place: Place): number {
    const points = [...new Set(place.points.map((point) => this.pieceOf(point)))].sort();
    const somewhere = place.somewhere === null ? null : this.piecesIn(place.somewhere.ranges);
    const key = `${points.join(' ')}|${somewhere?.join(' ') ?? ''}`;
    let id = this.places.get(key);
    if (id === undefined) this.places.set(key, (id = this.reduced.push({ points, somewhere }) - 1));
    return id;
  }

  /** What a list permits with a place: with some address it certainly has, or with wherever it is. */
  permits(list: number, place: number): PortBounds {
    const key = place * this.lists.length + list;
    let answer = this.answers.get(key);
    if (answer === undefined) this.answers.set(key, (answer = this.compute(list, place)));
    return answer;
  }

  private compute(list: number, place: number): PortBounds {
    const { points, somewhere } = this.reduced[place] ?? { points: [], somewhere: null };
    const known = any(
      this.ports,
      points.map((piece) => this.at(list, piece)),
    );
    if (somewhere === null) return known;
    const guessed = whichever(
      this.ports,
      somewhere.map((piece) => this.at(list, piece)),
    );
    return any(this.ports, [known, guessed]);
  }

  private at(list: number, piece: string): PortBounds {
    const [family, index] = piece.split('.').map(Number);
    const lo = this.cuts[family === 6 ? 6 : 4][index ?? 0] ?? 0n;
    const spans = this.lists[list] ?? [];
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const range = spans[middle]?.range;
      if (range !== undefined && (range.family < (family ?? 4) || (range.family === family && range.hi < lo)))
        low = middle + 1;
      else high = middle;
    }
    const span = spans[low];
    return span !== undefined && span.range.family === family && span.range.lo <= lo ? span : NOTHING;
  }

  private pieceOf({ family, value }: IpAddress): string {
    const cuts = this.cuts[family];
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cuts[middle] ?? 0n) <= value) low = middle + 1;
      else high = middle;
    }
    return `${String(family)}.${String(Math.max(0, low - 1))}`;
  }

  private piecesIn(ranges: readonly IpRange[]): string[] {
    const pieces = new Set<string>();
    for (const family of FAMILIES) {
      for (const { lo, hi } of ranges.filter((range) => range.family === family)) {
        pieces.add(this.pieceOf({ family, value: lo }));
        this.cuts[family].forEach((cut, index) => {
          if (cut > lo && cut <= hi) pieces.add(`${String(family)}.${String(index)}`);
        });
      }
    }
    return [...pieces].sort();
  }

  private intern(flows: readonly ExternalFlow[]): number {
    const spans = flows
      .flatMap(({ ranges, must, may }) =>
        ranges.map((range): Span => ({ range, must: this.bridge.id(must.id), may: this.bridge.id(may.id) })),
      )
      .sort((a, b) => compareRanges(a.range, b.range));
    const key = spans
      .map(({ range, must, may }) => `${String(range.family)} ${range.lo.toString(36)} ${String(must)} ${String(may)}`)
      .join('|');
    let id = this.byContent.get(key);
    if (id === undefined) this.byContent.set(key, (id = this.lists.push(spans) - 1));
    return id;
  }
}

/** A place as the pieces of the address space it touches. */
interface ReducedPlace {
  readonly points: readonly string[];
  readonly somewhere: readonly string[] | null;
}
