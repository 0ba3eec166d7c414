import { groupOf, type KubeObject, versionOf } from './kube-object.js';

/** One resource the simulated API serves. */
export interface ServedResource {
  readonly group: string;
  readonly version: string;
  /** Plural name in paths. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  /** Custom resources carry apiVersion and kind on every item of a list, built-in ones do not. */
  readonly custom: boolean;
}

const READ = ['get', 'list'];

/** group, version, then `resource:Kind:short,names` with `!` in front for cluster scope. */
const BUILT_IN: readonly (readonly [group: string, version: string, resources: string])[] = [
  ['', 'v1', 'configmaps:ConfigMap:cm endpoints:Endpoints:ep events:Event:ev !namespaces:Namespace:ns !nodes:Node:no'],
  ['', 'v1', 'pods:Pod:po secrets:Secret serviceaccounts:ServiceAccount:sa services:Service:svc'],
  [
    'apps',
    'v1',
    'daemonsets:DaemonSet:ds deployments:Deployment:deploy replicasets:ReplicaSet:rs statefulsets:StatefulSet:sts',
  ],
  ['batch', 'v1', 'cronjobs:CronJob:cj jobs:Job'],
  ['discovery.k8s.io', 'v1', 'endpointslices:EndpointSlice'],
  [
    'networking.k8s.io',
    'v1',
    '!ingressclasses:IngressClass ingresses:Ingress:ing networkpolicies:NetworkPolicy:netpol',
  ],
  [
    'rbac.authorization.k8s.io',
    'v1',
    '!clusterrolebindings:ClusterRoleBinding !clusterroles:ClusterRole rolebindings:RoleBinding roles:Role',
  ],
  ['apiextensions.k8s.io', 'v1', '!customresourcedefinitions:CustomResourceDefinition:crd,crds'],
];

const REVIEWS = ['selfsubjectaccessreviews:SelfSubjectAccessReview', 'selfsubjectrulesreviews:SelfSubjectRulesReview'];

/** Plurals that follow no rule. */
const PLURALS: ReadonlyMap<string, string> = new Map([
  ['MultiNetworkPolicy', 'multi-networkpolicies'],
  ['NetworkAttachmentDefinition', 'network-attachment-definitions'],
  ['ServiceIntentions', 'serviceintentions'],
  ['ServiceDefaults', 'servicedefaults'],
  ['ProxyDefaults', 'proxydefaults'],
  ['ExportedServices', 'exportedservices'],
]);

/**
 * The built-in resources, the self reviews, one custom resource for each other kind among the objects or installed, and
 * what was served before: deleting the last object of a kind does not uninstall the kind.
 */
export function servedResources(
  objects: readonly KubeObject[],
  installed: readonly string[] = [],
  before: readonly ServedResource[] = [],
): readonly ServedResource[] {
  const served = new Map<string, ServedResource>();
  const add = (resource: ServedResource): void => {
    const key = `${resource.group}/${resource.kind}`;
    if (!served.has(key)) served.set(key, resource);
  };
  for (const [group, version, list] of BUILT_IN)
    for (const text of list.split(' ')) add(builtIn(group, version, text, READ));
  for (const text of REVIEWS) add(builtIn('authorization.k8s.io', 'v1', `!${text}`, ['create']));
  for (const { apiVersion, kind, metadata } of objects) add(custom(apiVersion, kind, metadata.namespace !== undefined));
  for (const text of installed) {
    const at = text.lastIndexOf('/');
    add(custom(text.slice(0, at), text.slice(at + 1), true));
  }
  before.forEach(add);
  return [...served.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function builtIn(group: string, version: string, text: string, verbs: readonly string[]): ServedResource {
  const namespaced = !text.startsWith('!');
  const [resource = '', kind = '', short = ''] = text.replace('!', '').split(':');
  const shortNames = short === '' ? [] : short.split(',');
  return { group, version, resource, kind, namespaced, verbs, shortNames, custom: false };
}

function custom(apiVersion: string, kind: string, namespaced: boolean): ServedResource {
  const resource = PLURALS.get(kind) ?? pluralOf(kind.toLowerCase());
  return {
    group: groupOf(apiVersion),
    version: versionOf(apiVersion),
    resource,
    kind,
    namespaced,
    verbs: READ,
    shortNames: [],
    custom: true,
  };
}

/** The plural Kubernetes' own code generators make. */
function pluralOf(singular: string): string {
  if (/(?:s|x|ch|sh)$/.test(singular)) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function sortKey({ group, version, resource }: ServedResource): string {
  return `${group}/${version}/${resource}`;
}
