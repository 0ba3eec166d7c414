import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import type { PodGroup } from '../../model/pod-group.js';
import { valueOf } from '../../model/selector.js';
import type { IpSet } from '../../sets/ip-set.js';
import type { LowerContext } from '../dialect.js';
import { type Capture, captureOf } from './capture.js';
import { type MeshConfig, readMeshConfig } from './mesh-config.js';
import { readNetworkList } from './networks.js';
import { type PortSpan, merged, readPortList } from '../port-list.js';

/** What one group's proxy does; undefined where nobody can know. */
export interface Proxy {
  readonly id: number;
  readonly group: PodGroup;
  /** False when it is not known whether there is a proxy at all. */
  readonly certain: boolean;
  /** A value of the `default-inbound-policy` annotation, as written. */
  readonly defaultPolicy: string | undefined;
  /** Ports whose traffic never enters the proxy. */
  readonly skipsInbound: readonly PortSpan[];
  /** More ports of which that cannot be ruled out. */
  readonly maySkipInbound: readonly PortSpan[] | undefined;
  readonly skipsOutbound: readonly PortSpan[] | undefined;
  /** Traffic with these addresses never enters the proxy. */
  readonly skipsSubnets: IpSet | undefined;
  readonly needsIdentity: readonly PortSpan[] | undefined;
  /** `sa.ns.serviceaccount.identity.<control plane>.<trust domain>`, without what follows `identity.` when unknown. */
  readonly identity: { readonly account: string; readonly issuer: string | undefined };
}

/** Control and admin port of the proxy itself. */
const OWN_PORTS: readonly PortSpan[] = [{ lo: 4190, hi: 4191 }];
const CONFIG = 'config.linkerd.io/';

/** The proxies of a cluster. */
export class Proxies {
  readonly config: MeshConfig;
  readonly #proxies = new Map<number, Proxy>();

  constructor({ model, endpoints }: LowerContext) {
    this.config = readMeshConfig(model);
    for (const id of model.groups.keys()) {
      const endpoint = endpoints.at(id);
      if (endpoint === undefined) continue;
      const capture = captureOf(endpoint, model);
      if (capture.captured !== false) this.#proxies.set(id, this.#read(endpoint, capture));
    }
  }

  /** Ascending by group. */
  get all(): readonly Proxy[] {
    return [...this.#proxies.values()];
  }

  /** The proxy of a group, if it has or may have one. */
  of(group: number): Proxy | undefined {
    return this.#proxies.get(group);
  }

  #read({ id, group }: Endpoint, { captured, annotation }: Capture): Proxy {
    const { config } = this;
    const text = (key: string): string | undefined | null => annotation(`${CONFIG}${key}`);
    const skip = portsOf(text('skip-inbound-ports'));
    // The annotation replaces the cluster's list in some releases and adds to it in others.
    const isOverridden = typeof text('skip-inbound-ports') === 'string';
    const ignored = config.ignoreInbound;
    return {
      id,
      group,
      certain: captured === true,
      defaultPolicy: valueOrDefault(text('default-inbound-policy'), config.defaultPolicy),
      skipsInbound: merged([...OWN_PORTS, ...(skip ?? []), ...(isOverridden ? [] : (ignored ?? []))]),
      maySkipInbound: skip === undefined || ignored === undefined ? undefined : ignored,
      skipsOutbound: typeof text('skip-outbound-ports') === 'string' ? portsOf(text('skip-outbound-ports')) : config.ignoreOutbound,
      skipsSubnets: subnetsOf(text('skip-subnets'), config.skipSubnets),
      needsIdentity: portsOf(text('proxy-require-identity-inbound-ports')),
      identity: this.#identityOf(group),
    }; // prettier-ignore
  }

  #identityOf(group: PodGroup): Proxy['identity'] {
    const home = valueOf(group.labels, 'linkerd.io/control-plane-ns') ?? this.config.controlPlaneNamespace;
    const { trustDomain } = this.config;
    return {
      account: `${group.serviceAccount}.${group.namespace}.serviceaccount.identity`,
      issuer: home === undefined || trustDomain === undefined ? undefined : `${home}.${trustDomain}`,
    };
  }
}

/** No annotation is no port; one nobody can read, or know, is undefined. */
function portsOf(text: string | undefined | null): readonly PortSpan[] | undefined {
  if (text === null) return undefined;
  return readPortList(text ?? '') ?? undefined;
}

function subnetsOf(text: string | undefined | null, otherwise: IpSet | undefined): IpSet | undefined {
  if (text === null) return undefined;
  return text === undefined ? otherwise : (readNetworkList(text) ?? undefined);
}

function valueOrDefault(text: string | undefined | null, otherwise: string | undefined): string | undefined {
  return text === null ? undefined : (text ?? otherwise);
}
