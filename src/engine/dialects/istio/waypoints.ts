import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import type { Labels } from '../../model/selector.js';
import { asText, memberAt } from '../../model/json-value.js';
import { namespaceOf } from '../../model/duplicate-objects.js';
import type { NetworkModel } from '../../model/network-model.js';
import { type ObjectRef, type RawObject, refOf } from '../../model/raw-object.js';
import type { Identity } from './match-text.js';

const USE = 'istio.io/use-waypoint';
const USE_NAMESPACE = 'istio.io/use-waypoint-namespace';
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** The waypoints that stand before ambient pods (semantics 05 §2). */
export class Waypoints {
  readonly #gateways: ReadonlyMap<string, RawObject>;
  readonly #accounts = new Map<string, string>();
  readonly #services = new Map<
    number,
    { readonly labels: ReadonlyMap<string, string>; readonly namespace: string }[]
  >();

  constructor(model: NetworkModel) {
    const gateways = model.objects.get('gateway.networking.k8s.io/Gateway') ?? [];
    this.#gateways = new Map(
      gateways
        .filter((gateway) => memberAt(gateway, 'spec', 'gatewayClassName') === 'istio-waypoint')
        .map((gateway) => [`${namespaceOf(gateway) ?? 'default'}/${gateway.metadata.name}`, gateway]),
    );
    for (const { namespace, labels, serviceAccount } of model.groups) {
      const name = labels[GATEWAY_NAME];
      if (name !== undefined) this.#accounts.set(`${namespace}/${name}`, serviceAccount);
    }
    for (const { groups, labels, namespace } of model.services) {
      if (!labels.has(USE)) continue;
      for (const group of groups) {
        const own = this.#services.get(group);
        if (own === undefined) this.#services.set(group, [{ labels, namespace }]);
        else own.push({ labels, namespace });
      }
    }
  }

  /**
   * Who may speak for a pod's clients: undefined when no waypoint stands before it, null when its identity is unknown.
   * A pod can always be reached past its waypoint, by its own address, so a waypoint never takes an answer away.
   */
  before({ id, group, namespaceLabels }: Endpoint): Identity | null | undefined {
    const { namespace } = group;
    if (namespaceLabels === null) return this.#gateways.size > 0 ? null : undefined;
    const names = [
      named(group.labels, namespace) ?? named(namespaceLabels, namespace),
      ...(this.#services.get(id) ?? []).map((service) => named(Object.fromEntries(service.labels), service.namespace)),
    ].filter((name) => name !== undefined && !name.endsWith('/none'));
    const distinct = [...new Set(names)].filter((name): name is string => name !== undefined);
    if (distinct.length === 0) return undefined;
    const [only] = distinct;
    const account = distinct.length === 1 && only !== undefined ? this.#accounts.get(only) : undefined;
    if (account === undefined || only === undefined) return null;
    return { namespace: only.slice(0, only.indexOf('/')), serviceAccount: account };
  }

  /**
   * The waypoints that also judge connections to a pod's own address, as long as the client is in the mesh: those for
   * workloads. By default a waypoint serves Services only.
   */
  judging({ group, namespaceLabels }: Endpoint): readonly ObjectRef[] {
    const name = named(group.labels, group.namespace) ?? named(namespaceLabels ?? {}, group.namespace);
    const gateway = name === undefined ? undefined : this.#gateways.get(name);
    const serves = asText(gateway?.metadata.labels?.['istio.io/waypoint-for']);
    return gateway === undefined || (serves !== 'workload' && serves !== 'all') ? [] : [refOf(gateway)];
  }
}

function named(labels: Labels, namespace: string): string | undefined {
  const name = labels[USE];
  return name === undefined ? undefined : `${labels[USE_NAMESPACE] ?? namespace}/${name}`;
}
