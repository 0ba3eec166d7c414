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
  readonly #families: readonly (readonly Family[])[];
  readonly #rendered = new Map<string, Area>();

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
      return isPlaced ? familiesOf(members.flatMap(({ ips }) => ips)) : common;
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

  /** Whom packets of these families can involve; a dual-stack pod only perhaps when one of its families is left out. */
  areaOfFamilies(families: readonly Family[]): Area {
    const key = families.join(' ');
    let area = this.#rendered.get(key);
    if (area === undefined) {
      const among = (group: number): Family[] => (this.#families[group] ?? []).filter((own) => families.includes(own));
      const certain = this.all.filter((group) => among(group).length === this.#families[group]?.length);
      const possible = this.all.filter((group) => among(group).length > 0);
      area = { groups: pair(certain, possible), outside: addresses(IpSet.of(families.map(wholeFamily))) };
      this.#rendered.set(key, area);
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

/** The families pods without a known address may have: those that occur in the cluster, IPv4 when none is known. */
function familiesOfCluster({ model }: LowerContext): readonly Family[] {
  const texts = [
    ...model.groups.flatMap(({ members }) => members.flatMap(({ ips }) => ips)),
    ...model.nodes.flatMap(({ podCIDRs }) => podCIDRs),
  ];
  const known = familiesOf(texts);
  return known.length === 0 ? [4] : known;
}

function familiesOf(texts: readonly string[]): readonly Family[] {
  const found = new Set(texts.map((text) => (parseIp(text) ?? parseCidr(text))?.family));
  return FAMILIES.filter((family) => found.has(family));
}
