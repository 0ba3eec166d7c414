import type { LowerContext } from '../dialect.js';
import { NamespaceMatcher } from '../../endpoints/namespace-matcher.js';
import { FAMILIES, type Family, parseIp } from '../../sets/ip-address.js';
import { parseCidr, wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import { type Area, addresses, complement, EVERY_OUTSIDE, pair } from './area.js';
import { EndpointLabels } from './endpoint-labels.js';
import type { LabelledNets } from './network-sets.js';
import { SelectorAreas } from './selector-areas.js';
import { Services } from './services.js';

/** Everything rules are matched against: who exists, under which labels and addresses. */
export class Terrain {
  readonly labels: EndpointLabels;
  readonly selectors: SelectorAreas;
  readonly services: Services;
  /** Ids of all groups. */
  readonly all: Int32Array;
  readonly everywhere: Area;
  /** Families of each group's addresses: those it surely has, and those it may have. */
  readonly #families: readonly GroupFamilies[];
  readonly #ends = new Map<string, Area>();

  constructor(
    readonly context: LowerContext,
    sets: readonly LabelledNets[],
  ) {
    const { model, endpoints } = context;
    this.labels = new EndpointLabels(model);
    this.selectors = new SelectorAreas(endpoints, this.labels, sets);
    this.services = new Services(model);
    this.all = Int32Array.from(model.groups.keys());
    this.everywhere = { groups: pair(this.all, this.all), outside: EVERY_OUTSIDE };
    const common = familiesOfCluster(context);
    this.#families = model.groups.map(({ members }) => {
      const isPlaced = members.length > 0 && members.every(({ ips }) => ips.length > 0);
      if (!isPlaced) return common;
      const own = familiesOf(members.flatMap(({ ips }) => ips));
      return { sure: own, possible: own };
    });
  }

  /** Everyone else. */
  complementOf(area: Area): Area {
    return complement(area, this.all);
  }

  /** Whoever has an address in a set, as the network plugin reads it. */
  areaOfNets(set: IpSet): Area {
    return { groups: this.selectors.withAddresses(set), outside: addresses(set) };
  }

  /**
   * Far ends that packets of these families can have. A dual-stack pod is only perhaps one when one of its families is
   * left out: the two ends choose the family.
   */
  farEndsOf(families: readonly Family[]): Area {
    return this.#rendered(`far ${families.join(' ')}`, families, ({ sure }) =>
      sure.every((own) => families.includes(own)),
    );
  }

  /** Protected ends that packets of these families can have; which family it is, the far end tells. */
  nearEndsOf(families: readonly Family[]): Area {
    return this.#rendered(`near ${families.join(' ')}`, families, () => true);
  }

  #rendered(key: string, families: readonly Family[], isSure: (own: GroupFamilies) => boolean): Area {
    let area = this.#ends.get(key);
    if (area === undefined) {
      const familiesOf = (group: number): GroupFamilies => this.#families[group] ?? { sure: [], possible: [] };
      const possible = this.all.filter((group) => familiesOf(group).possible.some((own) => families.includes(own)));
      const certain = possible.filter((group) => isSure(familiesOf(group)));
      area = { groups: pair(certain, possible), outside: addresses(IpSet.of(families.map(wholeFamily))) };
      this.#ends.set(key, area);
    }
    return area;
  }
}

/** Labels of a namespace; null when they could not be read. */
export function namespaceLabels({
  model,
}: LowerContext): (namespace: string) => Readonly<Record<string, string>> | null {
  const matcher = new NamespaceMatcher(model, []);
  return (namespace) => matcher.labelsOf(namespace);
}

/** Rules of other families than the sure ones perhaps meet a group; rules of all sure ones certainly do. */
interface GroupFamilies {
  readonly sure: readonly Family[];
  readonly possible: readonly Family[];
}

/** What pods without a known address may have: the families of the cluster, or surely IPv4 when none is known. */
function familiesOfCluster({ model }: LowerContext): GroupFamilies {
  const texts = [
    ...model.groups.flatMap(({ members }) => members.flatMap(({ ips }) => ips)),
    ...model.nodes.flatMap(({ podCIDRs }) => podCIDRs),
  ];
  const known = familiesOf(texts);
  return known.length === 0 ? { sure: [4], possible: FAMILIES } : { sure: known, possible: known };
}

function familiesOf(texts: readonly string[]): readonly Family[] {
  const found = new Set(texts.map((text) => (parseIp(text) ?? parseCidr(text))?.family));
  return FAMILIES.filter((family) => found.has(family));
}
