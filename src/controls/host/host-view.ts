import { capabilitiesOf } from '#src/engine/dialects/cni-capabilities.js';
import type { Verdict } from '#src/engine/isolation/crossing.js';
import { NODE_SERVICES } from '#src/engine/exposure/node-services.js';
import { asList, asTextList, member } from '#src/engine/model/json-value.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { type IpAddress, parseIp } from '#src/engine/sets/ip-address.js';
import { best, type OutsideView } from '../egress/outside-view.js';

/** Kubelet and etcd; the API server is asked for by its own addresses. */
const CONTROL_PORTS: readonly number[] = NODE_SERVICES.filter(
  ({ service, risk }) => risk === 'control' && /^(?:kubelet|etcd clients$)/.test(service),
).map(({ port }) => port);
const API_PORTS = [443, 6443] as const;
/** A port no well-known service uses: stands for "any other service of the node". */
const ANY_PORT = 1;

/** What pods can reach on nodes and on the API server. */
export class HostView {
  private readonly nodes: readonly IpAddress[];
  private readonly apiServers: readonly IpAddress[];

  constructor(
    private readonly reach: Reachability,
    private readonly outside: OutsideView,
  ) {
    this.nodes = reach.model.nodes.flatMap(({ addresses }) => addresses.flatMap((text) => parseIp(text) ?? []));
    this.apiServers = apiServerAddresses(reach.model);
  }

  /** Kubelet or etcd on some node. */
  controlPorts(group: number): Verdict {
    return best(CONTROL_PORTS.map((port) => this.onNodes(group, port)));
  }

  /** Other services of some node. */
  nodeServices(group: number): Verdict {
    return this.onNodes(group, ANY_PORT);
  }

  /** The API server; the address of a managed one is often not in the snapshot. */
  apiServer(group: number): Verdict {
    return best(
      API_PORTS.map((port) =>
        this.apiServers.length === 0
          ? this.outside.toUnknownAddress(group, 'TCP', port)
          : this.outside.toAny(group, this.apiServers, 'TCP', port),
      ),
    );
  }

  private onNodes(group: number, port: number): Verdict {
    const verdict =
      this.nodes.length === 0
        ? this.outside.toUnknownAddress(group, 'TCP', port)
        : this.outside.toAny(group, this.nodes, 'TCP', port);
    const isSure = verdict !== 'allowed' || this.reach.isolation(group).egress === 'no';
    // Where CIDR rules do not cover nodes, a permission for the address says little about the node behind it.
    return isSure || capabilitiesOf(this.reach.model.cni).ipBlocksMatchNodes === 'yes' ? verdict : 'unknown';
  }
}

/** Endpoints of the Service `kubernetes` in the namespace `default`. */
function apiServerAddresses(model: NetworkModel): IpAddress[] {
  const slices = model.objects.get('discovery.k8s.io/EndpointSlice') ?? [];
  const own = slices.filter(
    ({ metadata }) =>
      metadata.namespace === 'default' && metadata.labels?.['kubernetes.io/service-name'] === 'kubernetes',
  );
  return own
    .flatMap((slice) => asList(member(slice, 'endpoints')))
    .flatMap((endpoint) => asTextList(member(endpoint, 'addresses')))
    .flatMap((text) => parseIp(text) ?? []);
}
