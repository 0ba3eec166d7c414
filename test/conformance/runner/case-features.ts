import type { RawObject } from '#src/engine/model/raw-object.js';

const BY_KIND: Readonly<Record<string, string>> = {
  NetworkPolicy: 'NetworkPolicy',
  Ingress: 'Ingress',
  Route: 'Route',
  AdminNetworkPolicy: 'ANP',
  BaselineAdminNetworkPolicy: 'BANP',
  ClusterNetworkPolicy: 'CNP',
  UserDefinedNetwork: 'UDN',
  ClusterUserDefinedNetwork: 'UDN',
  NetworkAttachmentDefinition: 'NAD',
  MultiNetworkPolicy: 'NAD',
  VirtualMachine: 'VM',
};

/** What a case needs when no index says so, read off the kinds in its input: the corpus' own feature names. */
export function featuresOf(objects: readonly RawObject[]): string[] {
  const features = new Set<string>();
  for (const { apiVersion, kind } of objects) {
    const group = apiVersion.split('/')[0] ?? '';
    if (group.endsWith('projectcalico.org')) features.add('Calico');
    else if (group === 'cilium.io') features.add('Cilium');
    else if (group.endsWith('istio.io')) features.add('Istio');
    else if (Object.hasOwn(BY_KIND, kind)) features.add(BY_KIND[kind] ?? kind);
  }
  return [...features].sort();
}
