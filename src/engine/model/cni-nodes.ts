import { type CniEvidence } from './cni-evidence.js';
import { isAwsControllerOn } from './cni-enforcement.js';
import { asText, memberAt } from './json-value.js';
import type { CniEngine } from './network-model.js';
import type { RawObject } from './raw-object.js';

const K3S_ARGUMENTS = 'k3s.io/node-args';

/**
 * Engines that run inside the kubelet or the control plane and show only on their nodes: k3s, EKS Auto Mode, and GKE
 * without any (semantics 07 §2).
 */
export function enginesOfNodes(evidence: CniEvidence): readonly CniEngine[] {
  const { nodes } = evidence;
  const versions = nodes.map((node) => asText(memberAt(node.status, 'nodeInfo', 'kubeletVersion')) ?? '');
  const engines: CniEngine[] = [];
  if (versions.some((version) => version.includes('+k3s'))) engines.push(k3s(nodes));
  if (nodes.some(isAutoMode)) engines.push(eksAutoMode(evidence));
  return engines;
}

/** Nodes of a managed service whose network enforces nothing by itself; undefined for any other. */
export function plainPlatform({ nodes }: CniEvidence): CniEngine | undefined {
  const versions = nodes.map((node) => asText(memberAt(node.status, 'nodeInfo', 'kubeletVersion')) ?? '');
  if (!versions.some((version) => version.includes('-gke.'))) return undefined;
  const because = 'without Dataplane V2 or Calico network policy enforcement is not switched on';
  return { profile: 'none', title: 'GKE nodes', enforced: 'no', because };
}

function k3s(nodes: readonly RawObject[]): CniEngine {
  const args = nodes.flatMap((node) => node.metadata.annotations?.[K3S_ARGUMENTS] ?? []);
  const engine = { profile: 'kube-router', title: 'k3s built-in policy engine' } as const;
  if (args.some((text) => text.includes('--disable-network-policy')))
    return { ...engine, enforced: 'no', because: 'a server has --disable-network-policy' };
  return args.length > 0
    ? { ...engine, enforced: 'yes', because: 'not disabled in node arguments' }
    : { ...engine, enforced: 'unknown', because: 'node arguments are not visible' };
}

function isAutoMode({ metadata }: RawObject): boolean {
  const key = 'eks.amazonaws.com/compute-type';
  return metadata.labels?.[key] === 'auto' || metadata.annotations?.[key] === 'auto';
}

function eksAutoMode(evidence: CniEvidence): CniEngine {
  const engine = { profile: 'aws-vpc', title: 'EKS Auto Mode' } as const;
  return isAwsControllerOn(evidence)
    ? { ...engine, enforced: 'yes', because: 'ConfigMap amazon-vpc-cni switches its controller on' }
    : { ...engine, enforced: 'unknown', because: 'ConfigMap amazon-vpc-cni does not show that its controller is on' };
}
