import { type Agent, type CniEvidence, configValue, flagOf, variableOf } from './cni-evidence.js';
import { asList, asTextList, member, memberAt } from './json-value.js';

/** What one engine says about enforcement, and what says so. */
export interface Enforcement {
  readonly enforced: 'yes' | 'no' | 'unknown';
  /** Empty when running is all it takes. */
  readonly because: string;
}

/** Cilium: its mode and its audit switch (semantics 04 §2). */
export function ciliumEnforcement(_agent: Agent, evidence: CniEvidence): Enforcement {
  const mode = configValue(evidence, 'cilium-config', 'enable-policy');
  if (mode === 'never') return { enforced: 'no', because: 'cilium-config has enable-policy=never' };
  if (configValue(evidence, 'cilium-config', 'policy-audit-mode') === 'true') {
    return { enforced: 'no', because: 'cilium-config has policy-audit-mode=true' };
  }
  if (!evidence.configMaps.has('cilium-config') && evidence.configMapsHidden) {
    return { enforced: 'unknown', because: 'ConfigMap cilium-config could not be read' };
  }
  const chaining = configValue(evidence, 'cilium-config', 'cni-chaining-mode');
  const because = [
    ...(mode === undefined || mode === 'default' ? [] : [`enable-policy=${mode}`]),
    ...(chaining === undefined || chaining === 'none' ? [] : [`chained behind another plugin (${chaining})`]),
  ].join('; ');
  return { enforced: 'yes', because };
}

/** Calico keeps policies either in Kubernetes or in an etcd of its own, which nobody sees from here. */
export function calicoEnforcement(agent: Agent): Enforcement {
  return variableOf(agent, 'DATASTORE_TYPE') === 'etcdv3'
    ? { enforced: 'unknown', because: 'it keeps its policies in an etcd outside the Kubernetes API' }
    : { enforced: 'yes', because: '' };
}

/** Weave needs its second container. */
export function weaveEnforcement(agent: Agent): Enforcement {
  const controller = agent.containers.find((item) => item.name === 'weave-npc' || item.image.includes('weave-npc'));
  if (controller === undefined) return { enforced: 'no', because: 'the weave-npc container is missing' };
  return variableOf(agent, 'EXPECT_NPC') === '0'
    ? { enforced: 'no', because: 'EXPECT_NPC=0' }
    : { enforced: 'yes', because: '' };
}

/** The first kindnet image that embeds a policy engine was built on this day (kind 0.24). */
const FIRST_ENFORCING_KINDNET = 20_240_813;

/** kindnet enforces when its build embeds a policy engine: its role then reads policies. */
export function kindnetEnforcement(agent: Agent, evidence: CniEvidence): Enforcement {
  const role = evidence.clusterRoles.get('kindnet');
  if (role?.['rules'] !== undefined) {
    const reads = asList(role['rules']).some((rule) =>
      asTextList(member(rule, 'resources')).includes('networkpolicies'),
    );
    return reads
      ? { enforced: 'yes', because: 'its ClusterRole reads networkpolicies' }
      : { enforced: 'no', because: 'its ClusterRole cannot read networkpolicies' };
  }
  const built = agent.containers
    .map((item) => /kindnetd:v(\d{8})/.exec(item.image)?.[1])
    .find((date) => date !== undefined);
  if (built === undefined)
    return { enforced: 'unknown', because: 'neither its ClusterRole nor its build date is visible' };
  return Number(built) >= FIRST_ENFORCING_KINDNET
    ? { enforced: 'yes', because: `built ${built}` }
    : { enforced: 'no', because: `built ${built}, before kindnet enforced policies` };
}

/** AWS needs the agent beside the plugin and the controller in the control plane; the agent's flag alone proves nothing. */
export function awsEnforcement(agent: Agent, evidence: CniEvidence): Enforcement {
  const nodeAgent = agent.containers.find(
    (item) => item.name === 'aws-eks-nodeagent' || item.image.includes('aws-network-policy-agent'),
  );
  if (nodeAgent === undefined) return { enforced: 'no', because: 'the network policy agent container is missing' };
  const flag = flagOf({ containers: [nodeAgent] }, 'enable-network-policy');
  if (flag === 'false') return { enforced: 'no', because: 'the agent has --enable-network-policy=false' };
  if (flag === 'true' && isAwsControllerOn(evidence))
    return { enforced: 'yes', because: 'agent and controller are switched on' };
  return {
    enforced: 'unknown',
    because:
      flag === undefined
        ? 'the agent container is present but its --enable-network-policy argument is not visible'
        : 'the agent is switched on, but ConfigMap amazon-vpc-cni does not show that the controller is',
  };
}

/** The switch of the controller in the managed control plane. */
export function isAwsControllerOn(evidence: CniEvidence): boolean {
  return configValue(evidence, 'amazon-vpc-cni', 'enable-network-policy-controller') === 'true';
}

/** Azure NPM; its small edition understands address rules alone. */
export function azureEnforcement(_agent: Agent, evidence: CniEvidence): Enforcement {
  return configValue(evidence, 'azure-npm-config', 'EnableNPMLite') === 'true'
    ? { enforced: 'unknown', because: 'NPM Lite enforces address rules only' }
    : { enforced: 'yes', because: '' };
}

/** OpenShift SDN enforces in one of its modes. */
export function openShiftSdnEnforcement(_agent: Agent, { clusterNetworks }: CniEvidence): Enforcement {
  const modes = clusterNetworks.map((network) =>
    memberAt(network.spec, 'defaultNetwork', 'openshiftSDNConfig', 'mode'),
  );
  const mode = modes.find((found) => typeof found === 'string');
  if (mode === 'Multitenant') return { enforced: 'no', because: 'it isolates by NetNamespace (mode Multitenant)' };
  if (mode === 'Subnet') return { enforced: 'no', because: 'its mode Subnet enforces nothing' };
  return mode === 'NetworkPolicy' || clusterNetworks.length > 0
    ? { enforced: 'yes', because: 'mode NetworkPolicy' }
    : { enforced: 'unknown', because: 'its mode is not visible' };
}

/** Enforcement that one flag of the agent switches off. */
export function byFlag(flag: string): (agent: Agent) => Enforcement {
  return (agent) => {
    const value = flagOf(agent, flag);
    if (value === 'false') return { enforced: 'no', because: `it runs with --${flag}=false` };
    return { enforced: 'yes', because: value === undefined ? '' : `--${flag}=${value}` };
  };
}

/** A plugin that only connects pods. */
export function neverEnforces(title: string): () => Enforcement {
  return () => ({ enforced: 'no', because: `${title} alone does not enforce policies` });
}
