import { crossingsBetween } from '#src/engine/fleet/fleet.js';
import type { FleetCrossing } from '#src/engine/fleet/fleet-crossing.js';
import { FleetMember } from '#src/engine/fleet/fleet-member.js';
import { parseTenancyRules } from '#src/engine/isolation/tenancy.js';
import { buildModel } from '#src/engine/model/build-model.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import { expect } from 'vitest';
import { factsOf, podObject } from './network-model.js';

/** Every namespace is a tenant of its own. */
export const BY_NAMESPACE = parseTenancyRules({ unassigned: 'namespace' });

/** Pieces of a small cluster of a fleet. */
export interface SmallCluster {
  /** Objects as an API server has them; they pass the allow-list. */
  readonly objects?: readonly unknown[];
  /** Objects as they are after the allow-list. */
  readonly kept?: readonly RawObject[];
  readonly cni?: 'calico' | 'cilium' | 'antrea' | 'conformant';
}

/** A member of a fleet out of plain objects. */
export function memberOf(name: string, { objects = [], kept = [], cni = 'calico' }: SmallCluster): FleetMember {
  const facts = factsOf(objects);
  const model = buildModel({ ...facts, cluster: { name }, cni, objects: [...facts.objects, ...kept] });
  return new FleetMember(name, model, BY_NAMESPACE);
}

/** A node with an internal address and a pod range. */
export function node(name: string, address: string, podCIDR: string, more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, ...more },
    spec: { podCIDRs: [podCIDR] },
    status: { addresses: [{ type: 'InternalIP', address }] },
  };
}

/** A running pod of one container port. */
export function pod(namespace: string, name: string, ip: string, spec: object = {}): object {
  return podObject(namespace, name, { app: name }, { ip, ports: [{ containerPort: 8080 }], spec });
}

/** A NetworkPolicy. */
export function policy(namespace: string, name: string, spec: object): object {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace, name }, spec };
}

/** A load balancer in front of the pods of an app. */
export function balancer(namespace: string, app: string, ip: string, more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name: app, ...more },
    spec: {
      type: 'LoadBalancer',
      selector: { app },
      allocateLoadBalancerNodePorts: false,
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    },
    status: { loadBalancer: { ingress: [{ ip }] } },
  };
}

/** A ConfigMap with some of its data. */
export function settings(namespace: string, name: string, data: Readonly<Record<string, string>>): RawObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name }, data };
}

/** A custom resource as it is kept. */
export function custom(
  apiVersion: string,
  kind: string,
  name: string,
  rest: object = {},
  namespace?: string,
): RawObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...rest };
}

/** The clusters of semantics 09 §5: c1 has namespace a in 10.1/16, c2 has namespace b in 10.2/16. */
export const A = [node('n1', '192.168.1.10', '10.1.0.0/16'), pod('a', 'a', '10.1.0.5')];
export const B = [node('n2', '192.168.2.10', '10.2.0.0/16'), pod('b', 'b', '10.2.0.5')];

/** Crossings from namespace a of the first cluster to namespace b of the second that have these properties. */
export function fromAToB(one: SmallCluster, two: SmallCluster, choose: Partial<FleetCrossing> = {}): FleetCrossing[] {
  return crossingsBetween(memberOf('c1', one), memberOf('c2', two)).filter(
    ({ from, to, ...rest }) =>
      from.party === 'a' &&
      to.party === 'b' &&
      Object.entries(choose).every(([key, value]) => rest[key as keyof typeof rest] === value),
  );
}

/** The one crossing there must be. */
export function only(crossings: readonly FleetCrossing[]): FleetCrossing {
  expect(crossings).toHaveLength(1);
  return crossings[0]!;
}
