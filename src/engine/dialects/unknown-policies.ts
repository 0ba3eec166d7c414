import { KNOWN_KINDS, looksLikePolicy, movedKind } from '../model/known-kinds.js';
import { type RawObject, refOf } from '../model/raw-object.js';
import { DIRECTIONS, type Doubt } from './policy.js';

/** Security groups of the cloud, chosen for pods of a namespace: their rules are not in the cluster (semantics 07 §4). */
const SECURITY_GROUPS = 'vpcresources.k8s.aws/SecurityGroupPolicy';

/** What policies leave open whose rules nobody can read here: kinds nobody taught us, and those of the cloud. */
export function doubtsOfUnknownPolicies(objects: ReadonlyMap<string, readonly RawObject[]>): Doubt[] {
  const groups = (objects.get(SECURITY_GROUPS) ?? []).map((object) =>
    doubtAbout(
      object,
      object.metadata.namespace,
      'names cloud security groups, whose rules are not in the cluster',
      false,
    ),
  );
  return [...groups, ...[...objects.entries()].flatMap(([kind, found]) => doubtsOfKind(kind, found))];
}

/** Objects whose kind says policy: they may open or close anything they can reach. */
function doubtsOfKind(key: string, found: readonly RawObject[]): Doubt[] {
  if (KNOWN_KINDS.has(key) || !looksLikePolicy(key.slice(key.indexOf('/') + 1))) return [];
  // A kind that moved to another group was namespaced there too.
  const namespaced = movedKind(key)?.namespaced ?? false;
  return found.map((object) => {
    const { namespace } = object.metadata;
    const placed = namespaced && namespace === undefined ? 'default' : namespace;
    return doubtAbout(object, placed, 'is of a kind that is not evaluated', true);
  });
}

function doubtAbout(object: RawObject, namespace: string | undefined, why: string, opens: boolean): Doubt {
  const { name } = object.metadata;
  return {
    reason: `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name} (${object.apiVersion}) ${why}`,
    object: refOf(object),
    ...(namespace === undefined ? {} : { namespace }),
    directions: DIRECTIONS,
    closes: true,
    opens,
    externalOnly: false,
  };
}
