import { asInteger, asList, asText, byText, member, memberAt } from './json-value.js';
import type { RawObject } from './raw-object.js';

/** One container of an agent. */
export interface AgentContainer {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
}

/** A DaemonSet, seen as a possible network plugin. */
export interface Agent {
  readonly namespace: string;
  readonly name: string;
  readonly labels: ReadonlySet<string>;
  readonly containers: readonly AgentContainer[];
  /** Nodes that should run it; undefined when the object has no status, as in manifests. */
  readonly desired: number | undefined;
  readonly ready: number | undefined;
}

/** Everything in a snapshot that can tell which plugin wires pods and which engine enforces policies. */
export interface CniEvidence {
  /** DaemonSets that have, or may have, running pods; sorted by namespace and name. */
  readonly agents: readonly Agent[];
  readonly nodes: readonly RawObject[];
  readonly configMaps: ReadonlyMap<string, RawObject>;
  readonly clusterRoles: ReadonlyMap<string, RawObject>;
}

/** Collects the evidence. DaemonSets scheduled on no node are left-overs and prove nothing. */
export function collectEvidence(objects: ReadonlyMap<string, readonly RawObject[]>): CniEvidence {
  const agents = (objects.get('apps/DaemonSet') ?? []).map(readAgent).filter((agent) => agent.desired !== 0);
  return {
    agents: agents.sort((a, b) => byText(a.namespace, b.namespace) || byText(a.name, b.name)),
    nodes: objects.get('core/Node') ?? [],
    configMaps: byName(objects.get('core/ConfigMap') ?? []),
    clusterRoles: byName(objects.get('rbac.authorization.k8s.io/ClusterRole') ?? []),
  };
}

/** A switch in a plugin's ConfigMap; undefined when the map or the key was not seen. */
export function configValue(evidence: CniEvidence, configMap: string, key: string): string | undefined {
  return asText(memberAt(evidence.configMaps.get(configMap), 'data', key));
}

function readAgent(daemonSet: RawObject): Agent {
  const template = memberAt(daemonSet.spec, 'template', 'spec');
  const labels = Object.values(daemonSet.metadata.labels ?? {}).filter(
    (value): value is string => typeof value === 'string',
  );
  return {
    namespace: daemonSet.metadata.namespace ?? 'default',
    name: daemonSet.metadata.name,
    labels: new Set(labels),
    containers: asList(member(template, 'containers')).map(readContainer),
    desired: asInteger(member(daemonSet.status, 'desiredNumberScheduled')),
    ready: asInteger(member(daemonSet.status, 'numberReady')),
  };
}

function readContainer(container: unknown): AgentContainer {
  const env = asList(member(container, 'env')).flatMap((item): [string, string][] => {
    const name = asText(member(item, 'name'));
    const value = asText(member(item, 'value'));
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return {
    name: asText(member(container, 'name')) ?? '',
    image: asText(member(container, 'image')) ?? '',
    args: asList(member(container, 'args')).filter((item): item is string => typeof item === 'string'),
    env: new Map(env),
  };
}

function byName(objects: readonly RawObject[]): ReadonlyMap<string, RawObject> {
  return new Map(objects.map((object) => [object.metadata.name, object]));
}
