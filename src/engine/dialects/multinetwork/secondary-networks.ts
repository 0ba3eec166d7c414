import type { EndpointFinder } from '../../endpoints/endpoint-finder.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import { asList, asText, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import { type ObjectRef, type RawObject, refOf } from '../../model/raw-object.js';
import { attachmentsOf } from './attachments.js';

const OVERLAY = 'ovn-k8s-cni-overlay';

/** A network some pods join with a further interface. */
export interface SecondaryNetwork {
  /** Attachment definitions (`namespace/name`) that lead to it; the first names it. */
  readonly names: readonly string[];
  readonly ref: ObjectRef;
  readonly members: MatchedGroups;
  /** False when no definition was found, so that nobody knows what kind of network it is. */
  readonly isDefined: boolean;
  /** May it connect pods with machines outside the cluster? Only an overlay of its own does not. */
  readonly mayLeadOutside: boolean;
}

interface Definition {
  readonly name: string;
  readonly object: RawObject;
  /** Definitions with one key are one network. */
  readonly key: string;
  readonly isOverlay: boolean;
}

/** The secondary networks of a cluster that pods are attached to, by name. */
export function secondaryNetworks(model: NetworkModel, endpoints: EndpointFinder): readonly SecondaryNetwork[] {
  const definitions = new Map(definitionsOf(model).map((definition) => [definition.name, definition]));
  const byKey = new Map<string, string[]>();
  for (const name of attachedNames(model)) {
    const key = definitions.get(name)?.key ?? name;
    byKey.set(key, [...(byKey.get(key) ?? []), name]);
  }
  return [...byKey.values()].flatMap((names) => {
    const [first = ''] = names;
    const definition = definitions.get(first);
    const isDefined = definition !== undefined;
    const members = endpoints.where(`attached to ${names.join(' ')}`, ({ group }) => {
      const attached = attachmentsOf(group) ?? [];
      if (!attached.some((name) => names.includes(name))) return false;
      return isDefined ? true : undefined;
    });
    const [namespace = '', name = ''] = first.split('/');
    const ref: ObjectRef = definition === undefined ? { apiVersion: 'k8s.cni.cncf.io/v1', kind: 'NetworkAttachmentDefinition', namespace, name } : refOf(definition.object); // prettier-ignore
    return [{ names, ref, members, isDefined, mayLeadOutside: definition?.isOverlay !== true }];
  });
}

/** Every attachment (`namespace/name`) that some pod names, sorted. */
export function attachedNames(model: NetworkModel): readonly string[] {
  const distinct = new Set(model.groups.flatMap((group) => attachmentsOf(group) ?? []));
  return [...distinct].sort();
}

function definitionsOf({ objects }: NetworkModel): Definition[] {
  return (objects.get('k8s.cni.cncf.io/NetworkAttachmentDefinition') ?? []).map((object) => {
    const name = `${object.metadata.namespace ?? 'default'}/${object.metadata.name}`;
    const config = parse(asText(memberAt(object.spec, 'config')) ?? '{}');
    const plugins = [config, ...asList(member(config, 'plugins'))];
    const isOverlay = plugins.some((plugin) => member(plugin, 'type') === OVERLAY);
    const overlay = asText(member(config, 'name'));
    return { name, object, key: isOverlay && overlay !== undefined ? `overlay ${overlay}` : name, isOverlay };
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
