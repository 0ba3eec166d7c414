import { type CollectionState, isCovered } from './coverage.js';
import { asInteger, asList, asText, asTextList, byText, member, memberAt } from './json-value.js';
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
  readonly containers: readonly AgentContainer[];
  /** Nodes that should run it; undefined when the object has no status, as in manifests. */
  readonly desired: number | undefined;
  readonly ready: number | undefined;
  /** Nodes where it runs but is not ready. */
  readonly unreadyNodes: readonly string[];
}

/** Everything in a snapshot that can tell which plugin wires pods and which engine enforces policies. */
export interface CniEvidence {
  /** DaemonSets that have, or may have, running pods; sorted by namespace and name. */
  readonly agents: readonly Agent[];
  readonly nodes: readonly RawObject[];
  /** By name; of several with one name the first namespace in the alphabet counts. */
  readonly configMaps: ReadonlyMap<string, RawObject>;
  /** True when ConfigMaps exist that could not be read. */
  readonly configMapsHidden: boolean;
  readonly clusterRoles: ReadonlyMap<string, RawObject>;
  /** OpenShift's own description of the cluster's network. */
  readonly clusterNetworks: readonly RawObject[];
  /** EKS Auto Mode's description of its nodes. */
  readonly nodeClasses: readonly RawObject[];
}

/** Collects the evidence. DaemonSets scheduled on no node are left-overs and prove nothing. */
export function collectEvidence(
  objects: ReadonlyMap<string, readonly RawObject[]>,
  coverage: ReadonlyMap<string, CollectionState>,
): CniEvidence {
  const agents = (objects.get('apps/DaemonSet') ?? []).map(readAgent).filter((agent) => agent.desired !== 0);
  const state = coverage.get('core/ConfigMap');
  return {
    agents: agents.sort((a, b) => byText(a.namespace, b.namespace) || byText(a.name, b.name)),
    nodes: objects.get('core/Node') ?? [],
    configMaps: byName(objects.get('core/ConfigMap') ?? []),
    configMapsHidden: state !== undefined && !isCovered(state),
    clusterRoles: byName(objects.get('rbac.authorization.k8s.io/ClusterRole') ?? []),
    clusterNetworks: objects.get('operator.openshift.io/Network') ?? [],
    nodeClasses: objects.get('eks.amazonaws.com/NodeClass') ?? [],
  };
}

/** A switch in a plugin's ConfigMap; undefined when the map or the key was not seen. */
export function configValue(evidence: CniEvidence, configMap: string, key: string): string | undefined {
  return asText(memberAt(evidence.configMaps.get(configMap), 'data', key));
}

/** Value of a boolean flag of an agent, `true` when the flag stands alone; undefined when no container shows it. */
export function flagOf({ containers }: Pick<Agent, 'containers'>, flag: string): string | undefined {
  for (const word of containers.flatMap(({ args }) => args)) {
    const [, name, value] = /^--?([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (name === flag) return value ?? 'true';
  }
  return undefined;
}

/** Value of an allow-listed variable of an agent. */
export function variableOf({ containers }: Pick<Agent, 'containers'>, name: string): string | undefined {
  return containers.map(({ env }) => env.get(name)).find((value) => value !== undefined);
}

function readAgent(daemonSet: RawObject): Agent {
  const template = memberAt(daemonSet.spec, 'template', 'spec');
  return {
    namespace: daemonSet.metadata.namespace ?? 'default',
    name: daemonSet.metadata.name,
    containers: asList(member(template, 'containers')).map(readContainer),
    desired: asInteger(member(daemonSet.status, 'desiredNumberScheduled')),
    ready: asInteger(member(daemonSet.status, 'numberReady')),
    unreadyNodes: asTextList(member(daemonSet.status, 'unreadyNodes')),
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
    args: asTextList(member(container, 'args')),
    env: new Map(env),
  };
}

function byName(objects: readonly RawObject[]): ReadonlyMap<string, RawObject> {
  return new Map([...objects].reverse().map((object) => [object.metadata.name, object]));
}
