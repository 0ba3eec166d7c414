import { looksLikePolicy } from '#src/engine/model/known-kinds.js';
import { asList, asText, member, memberAt } from '#src/engine/model/json-value.js';
import { Problem } from '#src/lib/problem.js';
import type { ApiAnswer } from './api-answer.js';
import type { ServedKind } from './list-kind.js';
import type { KubeTransport } from './transport.js';
import { coverageKeyOf, type WantedKind, WANTED_KINDS } from './wanted-kinds.js';

/** What a cluster serves, of what is wanted. */
export interface Discovered {
  /** Kinds that can be listed, with the version to list them in. */
  readonly served: readonly ServedKind[];
  /** Kinds this cluster does not have. */
  readonly absent: readonly WantedKind[];
  /** Kinds that show the objects of another group once more; they are read there. */
  readonly superseded: readonly WantedKind[];
  /** Kinds nobody can tell about: their group did not answer. */
  readonly unclear: readonly WantedKind[];
  /** `group/Kind` of extensions that look like traffic policies but that Fenceline does not know. */
  readonly unknownPolicies: readonly string[];
}

interface GroupVersion {
  readonly group: string;
  readonly version: string;
  /** undefined: the server could not say. */
  readonly resources: readonly { readonly resource: string; readonly kind: string }[] | undefined;
}

const AGGREGATED = ['v2', 'v2beta1'].map(
  (version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
);
const ACCEPT = [...AGGREGATED, 'application/json'].join(',');
/** Both show the same policies; what the first group stores is what Felix enforces (semantics 03 §1). */
const SUPERSEDED = { by: 'crd.projectcalico.org', resource: 'globalnetworkpolicies', group: 'projectcalico.org' };
/** Why no object of a superseded kind is in a snapshot. */
export const SUPERSEDED_MESSAGE = `The same objects are read from ${SUPERSEDED.by}`;

/**
 * Finds out which wanted kinds the cluster serves: from its aggregated discovery (two requests), or from one document for
 * each wanted group and version on servers older than that.
 */
export async function discover(transport: KubeTransport): Promise<Discovered> {
  const read = (path: string): Promise<ApiAnswer> => transport.ask(path, { accept: ACCEPT });
  const [core, groups] = [await read('/api'), await read('/apis')];
  const versions = [...(await versionsOf(core, read)), ...(await versionsOf(groups, read))];
  const isStoreServed = versions.some(
    ({ group, resources }) =>
      group === SUPERSEDED.by && resources?.some(({ resource }) => resource === SUPERSEDED.resource) === true,
  );
  const isSuperseded = ({ group }: WantedKind): boolean => isStoreServed && group === SUPERSEDED.group;
  const superseded = WANTED_KINDS.filter(isSuperseded);
  const wanted = WANTED_KINDS.filter((kind) => !isSuperseded(kind));

  const served: ServedKind[] = [];
  const absent: WantedKind[] = [];
  const unclear: WantedKind[] = [];
  for (const kind of wanted) {
    const ofGroup = versions.filter(({ group }) => group === kind.group);
    const found = ofGroup.find(
      ({ resources }) => resources?.some(({ resource }) => resource === kind.resource) === true,
    );
    if (found !== undefined) served.push({ ...kind, version: found.version });
    else if (ofGroup.some(({ resources }) => resources === undefined) || kind.builtIn) unclear.push(kind);
    else absent.push(kind);
  }
  return { served, absent, superseded, unclear, unknownPolicies: unknownPoliciesIn(versions) };
}

/** Asks once more, without aggregation, whether a kind is really not served: it was there before. */
export async function isSurelyAbsent(transport: KubeTransport, { group, resource }: WantedKind): Promise<boolean> {
  const read = (path: string): Promise<ApiAnswer> => transport.ask(path);
  const answer = await read(`/apis/${group}`);
  if (!answer.ok) return answer.status === 404;
  const versions = await readEach(preferredFirst(answer.body), read);
  return versions.every(({ resources }) => resources?.every((served) => served.resource !== resource) === true);
}

async function versionsOf(
  answer: ApiAnswer,
  read: (path: string) => Promise<ApiAnswer>,
): Promise<readonly GroupVersion[]> {
  if (!answer.ok) throw new Problem('CLUSTER.PROTOCOL', `The cluster does not show what it serves: ${answer.message}`);
  const kind = member(answer.body, 'kind');
  if (kind === 'APIGroupDiscoveryList') return asList(member(answer.body, 'items')).flatMap(aggregatedVersions);
  if (kind === 'APIVersions') return readEach([{ group: '', version: 'v1' }], read);
  if (kind === 'APIGroupList') {
    const wanted = new Set(WANTED_KINDS.map(({ group }) => group));
    const groups = asList(member(answer.body, 'groups')).filter((group) =>
      wanted.has(asText(member(group, 'name')) ?? ''),
    );
    return readEach(groups.flatMap(preferredFirst), read);
  }
  throw new Problem(
    'CLUSTER.PROTOCOL',
    'The server does not speak the Kubernetes API: its discovery is of an unknown form',
  );
}

function aggregatedVersions(item: unknown): GroupVersion[] {
  const group = asText(memberAt(item, 'metadata', 'name')) ?? '';
  return asList(member(item, 'versions')).map((version) => ({
    group,
    version: asText(member(version, 'version')) ?? '',
    resources:
      member(version, 'freshness') === 'Stale'
        ? undefined
        : asList(member(version, 'resources')).map((resource) => ({
            resource: asText(member(resource, 'resource')) ?? '',
            kind: asText(memberAt(resource, 'responseKind', 'kind')) ?? '',
          })),
  }));
}

function preferredFirst(group: unknown): { group: string; version: string }[] {
  const preferred = asText(memberAt(group, 'preferredVersion', 'version'));
  const versions = asList(member(group, 'versions')).map((version) => asText(member(version, 'version')) ?? '');
  const ordered =
    preferred === undefined ? versions : [preferred, ...versions.filter((version) => version !== preferred)];
  return ordered.map((version) => ({ group: asText(member(group, 'name')) ?? '', version }));
}

async function readEach(
  list: readonly { group: string; version: string }[],
  read: (path: string) => Promise<ApiAnswer>,
): Promise<readonly GroupVersion[]> {
  const versions: GroupVersion[] = [];
  for (const { group, version } of list) {
    const answer = await read(group === '' ? `/api/${version}` : `/apis/${group}/${version}`);
    const resources = answer.ok ? asList(member(answer.body, 'resources')) : undefined;
    versions.push({
      group,
      version,
      resources: resources?.map((resource) => ({
        resource: asText(member(resource, 'name')) ?? '',
        kind: asText(member(resource, 'kind')) ?? '',
      })),
    });
  }
  return versions;
}

function unknownPoliciesIn(versions: readonly GroupVersion[]): readonly string[] {
  const wanted = new Set(WANTED_KINDS.map(coverageKeyOf));
  const found = versions.flatMap(({ group, resources = [] }) =>
    resources.map(({ kind }) => coverageKeyOf({ group, kind })),
  );
  const unknown = found.filter((key) => !wanted.has(key) && looksLikePolicy(key.slice(key.indexOf('/') + 1)));
  return [...new Set(unknown)].sort();
}
