import fc from 'fast-check';
import { keyOfKind } from '#src/engine/dialects/dialect.js';
import { dialects } from '#src/engine/dialects/index.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import { kindKey } from '#src/engine/model/raw-object.js';
import { modelOf, podObject } from '../../support/network-model.js';
import { SPECIMENS, type Specimen, objectOf } from './specimens.js';

/** Kinds that live in namespaces, by `group/Kind`. */
export const NAMESPACED: ReadonlySet<string> = new Set(
  dialects.flatMap(({ reads }) => reads.filter(({ namespaced }) => namespaced).map(keyOfKind)),
);

/** The namespace policies are put into, one that talks to it, and one they should not touch. */
export const NAMESPACES = ['a', 'b', 'far'] as const;

const PROXIES = [[], ['istio-proxy'], ['linkerd-proxy'], ['consul-dataplane']] as const;

/** Pods of every kind in every namespace: plain, in each mesh, and on the node's network. */
export const BASE: readonly object[] = [
  ...NAMESPACES.map((name, index) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { team: name === 'a' ? 'red' : name === 'b' ? 'blue' : 'green', index: String(index) } },
  })),
  { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, status: { addresses: [{ type: 'InternalIP', address: '192.168.0.1' }] } },
  ...NAMESPACES.flatMap((namespace, at) =>
    PROXIES.map((proxies, index) =>
      podObject(namespace, index % 2 === 0 ? `x${String(index)}` : `y${String(index)}`, { app: index % 2 === 0 ? 'x' : 'y' }, {
        ip: `10.0.${String(at)}.${String(index + 1)}`,
        spec: {
          serviceAccountName: index % 2 === 0 ? 'x' : 'y',
          containers: [{ name: 'm', image: 'i', ports: [{ name: 'http', containerPort: 80 }] }, ...proxies.map((name) => ({ name, image: 'p' }))],
        },
      }),
    ),
  ),
  podObject('b', 'agent', { app: 'x' }, { ip: '192.168.0.1', spec: { hostNetwork: true, nodeName: 'n1' } }),
]; // prettier-ignore

/** A specimen in a namespace it may live in. */
export function placed(specimen: Specimen, namespace: string): object {
  return objectOf(specimen, NAMESPACED.has(kindKey(specimen.apiVersion, specimen.kind)) ? namespace : null);
}

/** Languages of which a cluster speaks one at most: each belongs to a network plugin of its own. */
const PLUGINS = [/projectcalico\.org\//, /^cilium\.io\//, /^crd\.antrea\.io\//];

/** Specimens that one cluster may hold together. */
export const specimensOfOnePlugin: fc.Arbitrary<readonly Specimen[]> = fc.nat(PLUGINS.length - 1).map((chosen) => {
  const others = PLUGINS.filter((_, index) => index !== chosen);
  return SPECIMENS.filter(({ apiVersion }) => !others.some((group) => group.test(apiVersion)));
});

/** Some objects of some languages, in namespaces a and b. */
export const mixedObjects: fc.Arbitrary<readonly object[]> = specimensOfOnePlugin.chain((specimens) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...specimens), fc.constantFrom('a', 'b')), {
      selector: ([specimen, namespace]) => identityOf(placed(specimen, namespace)),
      maxLength: 5,
    })
    .map((drawn) => drawn.map(([specimen, namespace]) => placed(specimen, namespace))),
);

function identityOf(object: object): string {
  const { apiVersion, kind, metadata } = object as { apiVersion: string; kind: string; metadata: object };
  return JSON.stringify([apiVersion, kind, metadata]);
}

/** The base cluster with more objects. */
export function clusterWith(objects: readonly object[]): NetworkModel {
  return modelOf([...BASE, ...objects]);
}
