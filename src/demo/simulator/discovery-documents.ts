import type { ServedResource } from './served-resource.js';

/** The aggregated discovery of `/api` (core) or `/apis` (all other groups), in the version a client asked for. */
export function aggregatedDiscovery(
  resources: readonly ServedResource[],
  core: boolean,
  version: 'v2' | 'v2beta1',
): object {
  const items = [...groupBy(resources.filter(({ group }) => (group === '') === core))].map(([group, members]) => ({
    metadata: { name: group, creationTimestamp: null },
    versions: [...new Set(members.map((member) => member.version))].map((name) => ({
      version: name,
      resources: members.filter((member) => member.version === name).map(aggregatedResource),
      freshness: 'Current',
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
}

/** `/api` as older servers answer it. */
export const CORE_VERSIONS = { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };

/** `/apis` as older servers answer it. */
export function groupList(resources: readonly ServedResource[]): object {
  const groups = [...groupBy(resources.filter(({ group }) => group !== ''))].map(([name, members]) =>
    groupOf(name, members),
  );
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

/** `/apis/<group>`; undefined when no resource of the group is served. */
export function groupDocument(resources: readonly ServedResource[], name: string): object | undefined {
  const members = resources.filter(({ group }) => group === name);
  return members.length === 0 ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(name, members) };
}

/** `/api/v1` or `/apis/<group>/<version>`; undefined when nothing of it is served. */
export function resourceList(resources: readonly ServedResource[], groupVersion: string): object | undefined {
  const members = resources.filter((resource) => groupVersionOf(resource) === groupVersion);
  if (members.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: members.map(({ resource, kind, namespaced, verbs, shortNames }) => ({
      name: resource,
      singularName: kind.toLowerCase(),
      namespaced,
      kind,
      verbs,
      ...(shortNames.length === 0 ? {} : { shortNames }),
    })),
  };
}

function aggregatedResource({ group, version, resource, kind, namespaced, verbs, shortNames }: ServedResource): object {
  return {
    resource,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.toLowerCase(),
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
  };
}

function groupOf(name: string, members: readonly ServedResource[]): object {
  const versions = [...new Set(members.map(({ version }) => version))].map((version) => ({
    groupVersion: `${name}/${version}`,
    version,
  }));
  return { name, versions, preferredVersion: versions[0] };
}

function groupBy(resources: readonly ServedResource[]): Map<string, ServedResource[]> {
  const groups = new Map<string, ServedResource[]>();
  for (const resource of resources) {
    const members = groups.get(resource.group);
    if (members === undefined) groups.set(resource.group, [resource]);
    else members.push(resource);
  }
  return groups;
}

function groupVersionOf({ group, version }: ServedResource): string {
  return group === '' ? version : `${group}/${version}`;
}
