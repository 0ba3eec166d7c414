import { isCovered } from '../../model/coverage.js';
import { asList, asPort, asTextList, member } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { readProtocol } from '../../model/protocol.js';
import { parseIp } from '../../sets/ip-address.js';
import { IpSet } from '../../sets/ip-set.js';
import type { PortClause } from '../policy.js';
import { anyPort } from '../port-clauses.js';
import { type Area, addresses, areaOfGroups, EVERY_OUTSIDE, pair } from './area.js';
import { readNet } from './read-net.js';

/** Endpoints of a Service that listen on the same ports. */
export interface ServiceTarget {
  readonly area: Area;
  readonly ports: readonly PortClause[];
}

const SLICE = 'discovery.k8s.io/EndpointSlice';

/** Resolves Services to the endpoints in their EndpointSlices (semantics 03 §5). */
export class Services {
  readonly #slices = new Map<string, RawObject[]>();
  readonly #isReadable: boolean;

  constructor(private readonly model: NetworkModel) {
    for (const slice of model.objects.get(SLICE) ?? []) {
      const service = slice.metadata.labels?.['kubernetes.io/service-name'];
      if (service === undefined) continue;
      const key = `${slice.metadata.namespace ?? 'default'}/${service}`;
      const list = this.#slices.get(key);
      if (list === undefined) this.#slices.set(key, [slice]);
      else list.push(slice);
    }
    this.#isReadable = [SLICE, 'core/Service'].every((kind) => {
      const state = model.coverage.get(kind);
      return state === undefined ? model.facts.origin === 'offline' : isCovered(state);
    });
  }

  /** Endpoints with their ports. A Service nobody made has none; one nobody could read may have any. */
  targetsOf(namespace: string, name: string): readonly ServiceTarget[] {
    const slices = this.#slices.get(`${namespace}/${name}`) ?? [];
    const targets = [...this.#selected(namespace, name), ...slices.flatMap((slice) => this.#ofSlice(slice))];
    if (targets.length === 0 && this.#isHidden(namespace, name)) {
      const anyone = { certain: new Int32Array(0), possible: Int32Array.from(this.model.groups.keys()) };
      return [
        { area: { groups: anyone, outside: addresses(IpSet.none, EVERY_OUTSIDE.possible) }, ports: anyPort(false) },
      ];
    }
    return targets;
  }

  /** Every cluster has this Service; manifests never hold its endpoints. */
  #isHidden(namespace: string, name: string): boolean {
    return (
      !this.#isReadable || (this.model.facts.origin === 'offline' && namespace === 'default' && name === 'kubernetes')
    );
  }

  /** Slices that Kubernetes derives from selectors are not kept; the model has their targets. */
  #selected(namespace: string, name: string): ServiceTarget[] {
    const service = this.model.services.find((own) => own.namespace === namespace && own.name === name);
    if (service === undefined || service.selector === null) return [];
    return service.ports.flatMap(({ targets }) =>
      targets.map(({ group, protocol, port }) => {
        const groups = Int32Array.of(group);
        return { area: areaOfGroups(pair(groups, groups)), ports: [span(protocol, port)] };
      }),
    );
  }

  #ofSlice(slice: RawObject): ServiceTarget[] {
    const texts = asList(slice['endpoints']).flatMap((endpoint) => asTextList(member(endpoint, 'addresses')));
    const set = IpSet.of(texts.flatMap((text) => readNet(text) ?? []));
    const ports = asList(slice['ports']).flatMap((item) => {
      const port = asPort(member(item, 'port'));
      const protocol = readProtocol(member(item, 'protocol'));
      return port === undefined || protocol === undefined ? [] : [span(protocol, port)];
    });
    return set.isEmpty ? [] : [{ area: { groups: this.#at(set), outside: addresses(set) }, ports }];
  }

  /** Endpoints are matched by address whatever the plugin makes of ipBlocks: sure only where all of a group are listed. */
  #at(set: IpSet): Area['groups'] {
    const certain: number[] = [];
    const possible: number[] = [];
    for (const [id, group] of this.model.groups.entries()) {
      const listed = group.members.map(({ ips }) =>
        ips.map((ip) => {
          const address = parseIp(ip);
          return address !== null && set.contains(address);
        }),
      );
      if (listed.length > 0 && listed.every((ips) => ips.length > 0 && !ips.includes(false))) certain.push(id);
      if (listed.some((ips) => ips.includes(true))) possible.push(id);
    }
    return pair(Int32Array.from(certain), Int32Array.from(possible));
  }
}

function span(lane: 'TCP' | 'UDP' | 'SCTP', port: number): PortClause {
  return { kind: 'span', lane, lo: port, hi: port, certain: true };
}
