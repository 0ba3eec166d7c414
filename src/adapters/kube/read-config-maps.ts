import { flattenConfigMap } from '#src/adapters/manifests/flatten-config-map.js';
import { projectObject } from '#src/engine/model/allow-list.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import { asRecord } from '#src/engine/model/json-value.js';
import { type ListedKind, withoutRevision } from './list-kind.js';
import { objectProblem } from './object-check.js';
import type { KubeTransport } from './transport.js';
import type { WantedConfigMap } from './wanted-config-maps.js';

/** What coverage calls the ConfigMaps that are read one by one. */
export const CONFIG_MAP_KEY = 'core/ConfigMap';

/**
 * Gets the ConfigMaps of network plugins and meshes by name, never a list: ConfigMaps of others hold what is none of our
 * business. One that does not exist is fine; one that may not be read makes the kind FORBIDDEN, and what its switches
 * decide unknown.
 * @throws Problem as {@link KubeTransport.ask}.
 */
export async function readConfigMaps(
  transport: KubeTransport,
  wanted: readonly WantedConfigMap[],
): Promise<ListedKind> {
  const objects: RawObject[] = [];
  const forbidden: string[] = [];
  const failed: string[] = [];
  for (const { namespace, name } of wanted) {
    const answer = await transport.ask(pathOf({ namespace, name }));
    if (!answer.ok) {
      if (answer.status === 403) forbidden.push(`${namespace}/${name}`);
      else if (answer.status !== 404) failed.push(`${namespace}/${name}: ${answer.message}`);
      continue;
    }
    const object = admitted(answer.body, { namespace, name });
    if (object === undefined) failed.push(`${namespace}/${name}: the server answered something else`);
    else objects.push(object);
  }
  const ended = { objects, versions: new Map<string, string>() };
  if (forbidden.length > 0) {
    const message = `The credential may not get ${forbidden.slice(0, 5).join(', ')}; apply the ClusterRole of this version`;
    return { ...ended, state: 'FORBIDDEN', message };
  }
  if (failed.length > 0) return { ...ended, state: 'UNAVAILABLE', message: failed.slice(0, 3).join('; ') };
  return { ...ended, state: 'COMPLETE' };
}

/** Path of one ConfigMap. */
export function pathOf({ namespace, name }: WantedConfigMap): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${encodeURIComponent(name)}`;
}

function admitted(body: unknown, { namespace, name }: WantedConfigMap): RawObject | undefined {
  const object = projectObject(flattenConfigMap({ ...asRecord(body), apiVersion: 'v1', kind: 'ConfigMap' }));
  if (object?.metadata.name !== name || object.metadata.namespace !== namespace) return undefined;
  if (objectProblem(object, { namespaced: true }) !== undefined) return undefined;
  return withoutRevision(object);
}
