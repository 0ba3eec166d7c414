import { type Agent, type AgentContainer, type CniEvidence, configValue } from './cni-evidence.js';
import { asList, asTextList, member } from './json-value.js';
import type { CniProfileId } from './snapshot-facts.js';

/** What one engine says about enforcement, and what says so. */
export interface Enforcement {
  readonly enforced: 'yes' | 'no' | 'unknown';
  readonly because: string;
}

/** How to recognise one network plugin or policy engine, and whether it enforces (semantics 07, table 2). */
export interface EngineSignature {
  /** `unknown`: recognised, but its capabilities are not on record. */
  readonly profile: CniProfileId | 'unknown';
  readonly title: string;
  /** Parts of container images, after the registry. */
  readonly images: RegExp;
  /** Names and `k8s-app`-like label values of the DaemonSet. */
  readonly names: RegExp;
  /** Absent: enforces whenever it runs. */
  readonly enforcement?: (agent: Agent, evidence: CniEvidence) => Enforcement;
}

/**
 * In order of precedence: an engine that enforces beside a plugin that only wires pods comes first, so canal counts as
 * Calico and Calico beside the AWS plugin as Calico.
 */
export const ENGINES: readonly EngineSignature[] = [
  {
    profile: 'gke-dataplane-v2',
    title: 'GKE Dataplane V2',
    images: /(?:^|\/)anetd[:@]/,
    names: /^anetd$/,
  },
  {
    profile: 'cilium',
    title: 'Cilium',
    images: /(?:^|\/)cilium(?:-ci|-dev)?[:@]/,
    names: /^cilium$/,
    enforcement: ciliumEnforcement,
  },
  {
    profile: 'calico',
    title: 'Calico',
    images: /(?:^|\/)calico\/node[:@]|(?:^|\/)(?:calico-node|cnx-node)[:@]|mirrored-calico-node/,
    names: /^(?:calico-node|canal|rke2-canal|rke2-calico-node)$/,
  },
  {
    profile: 'antrea',
    title: 'Antrea',
    images: /(?:^|\/)antrea-(?:agent-)?(?:ubuntu|ubi)[:@]|(?:^|\/)antrea-agent/,
    names: /^antrea-agent$/,
  },
  {
    profile: 'ovn-kubernetes',
    title: 'OVN-Kubernetes',
    images: /(?:^|\/)ovn-kube(?:rnetes)?(?:-[a-z]+)?[:@]/,
    names: /^ovnkube-(?:node|db|master)$/,
  },
  {
    profile: 'unknown',
    title: 'Kube-OVN',
    images: /(?:^|\/)kube-ovn[:@]/,
    names: /^kube-ovn-cni$/,
    enforcement: (agent) => byFlag(agent, 'enable-np', 'yes'),
  },
  {
    profile: 'kube-router',
    title: 'kube-router',
    images: /(?:^|\/)kube-router[:@]/,
    names: /^kube-router$/,
    enforcement: (agent) => byFlag(agent, 'run-firewall', 'yes'),
  },
  {
    profile: 'weave',
    title: 'Weave Net',
    images: /(?:^|\/)weave-(?:kube|npc)[:@]/,
    names: /^weave-net$/,
    enforcement: weaveEnforcement,
  },
  {
    profile: 'azure',
    title: 'Azure NPM',
    images: /(?:^|\/)azure-npm[:@]/,
    names: /^azure-npm$/,
  },
  {
    profile: 'kindnet',
    title: 'kindnet',
    images: /(?:^|\/)kindnetd[:@]/,
    names: /^kindnet$/,
    enforcement: kindnetEnforcement,
  },
  {
    // kindnet embeds this engine: the same capabilities.
    profile: 'kindnet',
    title: 'kube-network-policies',
    images: /(?:^|\/)kube-network-policies[:@]/,
    names: /^kube-network-policies$/,
  },
  {
    profile: 'aws-vpc',
    title: 'AWS VPC CNI',
    images: /(?:^|\/)amazon-k8s-cni[:@]/,
    names: /^aws-node$/,
    enforcement: awsEnforcement,
  },
  {
    profile: 'flannel',
    title: 'Flannel',
    images: /(?:^|\/)(?:flannel|mirrored-flannel)[:@]|mirrored-flannelcni-flannel[:@]/,
    names: /^kube-flannel(?:-ds.*)?$/,
    enforcement: () => ({ enforced: 'no', because: 'Flannel alone does not enforce policies' }),
  },
];

function ciliumEnforcement(_agent: Agent, evidence: CniEvidence): Enforcement {
  if (configValue(evidence, 'cilium-config', 'enable-policy') === 'never') {
    return { enforced: 'no', because: 'cilium-config has enable-policy=never' };
  }
  if (configValue(evidence, 'cilium-config', 'policy-audit-mode') === 'true') {
    return { enforced: 'no', because: 'cilium-config has policy-audit-mode=true' };
  }
  return { enforced: 'yes', because: '' };
}

function weaveEnforcement(agent: Agent): Enforcement {
  const controller = agent.containers.find((item) => item.name === 'weave-npc' || item.image.includes('weave-npc'));
  if (controller === undefined) return { enforced: 'no', because: 'the weave-npc container is missing' };
  const off = agent.containers.some((item) => item.env.get('EXPECT_NPC') === '0');
  return off ? { enforced: 'no', because: 'EXPECT_NPC=0' } : { enforced: 'yes', because: '' };
}

/** The first kindnet image that embeds a policy engine was built on this day (kind 0.24). */
const FIRST_ENFORCING_KINDNET = 20_240_813;

function kindnetEnforcement(agent: Agent, evidence: CniEvidence): Enforcement {
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

function awsEnforcement(agent: Agent, evidence: CniEvidence): Enforcement {
  const nodeAgent = agent.containers.find(
    (item) => item.name === 'aws-eks-nodeagent' || item.image.includes('aws-network-policy-agent'),
  );
  if (nodeAgent === undefined) return { enforced: 'no', because: 'the network policy agent container is missing' };
  const flag = flagValue(nodeAgent, 'enable-network-policy');
  if (flag === 'false') return { enforced: 'no', because: 'the agent has --enable-network-policy=false' };
  const controller = configValue(evidence, 'amazon-vpc-cni', 'enable-network-policy-controller');
  if (flag === 'true' && controller === 'true')
    return { enforced: 'yes', because: 'agent and controller are switched on' };
  return {
    enforced: 'unknown',
    because:
      flag === undefined
        ? 'the agent container is present but its --enable-network-policy argument is not visible'
        : 'the agent is switched on, but ConfigMap amazon-vpc-cni does not show that the controller is',
  };
}

function byFlag(agent: Agent, flag: string, otherwise: 'yes' | 'unknown'): Enforcement {
  const value = agent.containers.map((item) => flagValue(item, flag)).find((found) => found !== undefined);
  if (value === 'false') return { enforced: 'no', because: `it runs with --${flag}=false` };
  return { enforced: value === 'true' ? 'yes' : otherwise, because: value === undefined ? '' : `--${flag}=${value}` };
}

/** Value of a boolean flag of a container, `true` when the flag stands alone. */
function flagValue(container: AgentContainer, flag: string): string | undefined {
  for (const word of container.args) {
    if (word === `--${flag}`) return 'true';
    if (word.startsWith(`--${flag}=`)) return word.slice(flag.length + 3);
  }
  return undefined;
}
