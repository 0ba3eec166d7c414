import type { Agent, CniEvidence } from './cni-evidence.js';
import {
  awsEnforcement,
  azureEnforcement,
  byFlag,
  calicoEnforcement,
  ciliumEnforcement,
  type Enforcement,
  kindnetEnforcement,
  neverEnforces,
  openShiftSdnEnforcement,
  weaveEnforcement,
} from './cni-enforcement.js';
import type { CniProfileId } from './snapshot-facts.js';

/** How to recognise one network plugin or policy engine, and whether it enforces (semantics 07 §2). */
export interface EngineSignature {
  /** `unknown`: recognised, but its capabilities are not on record. */
  readonly profile: CniProfileId | 'unknown';
  readonly title: string;
  /** Parts of container images, after the registry; a tag or digest follows. */
  readonly images: RegExp;
  /** Names of the DaemonSet; they count where images tell nothing, if a container has such a name as well. */
  readonly names: RegExp;
  /** Names its containers have when they differ from the DaemonSet's. */
  readonly containers?: RegExp;
  /** Names of DaemonSets that carry the image but are another product. */
  readonly unless?: RegExp;
  /** ConfigMap with its switches. */
  readonly configMap?: string;
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
    containers: /^(?:cilium-agent|anetd)$/,
    configMap: 'cilium-config',
    enforcement: ciliumEnforcement,
  },
  {
    profile: 'cilium',
    title: 'Cilium',
    images: /(?:^|\/)(?:mirrored-cilium-)?cilium(?:-ci|-dev)?[:@]/,
    names: /^cilium$/,
    containers: /^cilium(?:-agent)?$/,
    unless: /^anetd$/,
    configMap: 'cilium-config',
    enforcement: ciliumEnforcement,
  },
  {
    profile: 'calico',
    title: 'Calico',
    images: /(?:^|\/)calico\/node(?:-windows)?[:@]|(?:^|\/)(?:calico-node|cnx-node)[:@]|(?:mirrored|hardened)-calico(?:-node)?[:@]/,
    names: /^(?:calico-node|calico-node-windows|canal|rke2-canal|rke2-calico-node)$/,
    containers: /^calico-node$/,
    configMap: 'calico-config',
    enforcement: calicoEnforcement,
  },
  {
    profile: 'antrea',
    title: 'Antrea',
    images: /(?:^|\/)antrea-(?:agent-)?(?:ubuntu|ubi|windows)[:@]|(?:^|\/)antrea-agent/,
    names: /^antrea-agent(?:-windows)?$/,
    configMap: 'antrea-config',
  },
  {
    profile: 'ovn-kubernetes',
    title: 'OVN-Kubernetes',
    images: /(?:^|\/)ovn-kube(?:rnetes)?(?:-[a-z]+)?[:@]/,
    names: /^ovnkube-(?:node|db|master)$/,
    containers: /^(?:ovnkube-|ovn-)/,
    configMap: 'ovnkube-config',
  },
  {
    profile: 'kube-ovn',
    title: 'Kube-OVN',
    images: /(?:^|\/)kube-ovn[:@]/,
    names: /^kube-ovn-cni$/,
    containers: /^cni-server$/,
    unless: /^(?:ovs-ovn|kube-ovn-pinger)/,
    enforcement: byFlag('enable-np'),
  },
  {
    profile: 'kube-router',
    title: 'kube-router',
    images: /(?:^|\/)kube-router[:@]/,
    names: /^kube-router$/,
    enforcement: byFlag('run-firewall'),
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
    names: /^azure-npm(?:-win)?$/,
    configMap: 'azure-npm-config',
    enforcement: azureEnforcement,
  },
  {
    profile: 'kindnet',
    title: 'kindnet',
    images: /(?:^|\/)kindnetd[:@]/,
    names: /^kindnet$/,
    containers: /^kindnet(?:-cni)?$/,
    enforcement: kindnetEnforcement,
  },
  {
    // kindnet embeds this engine: the same capabilities.
    profile: 'kindnet',
    title: 'kube-network-policies',
    images: /(?:^|\/)kube-network-policies(?:-[a-z0-9-]+)?[:@]/,
    names: /^kube-network-policies$/,
  },
  {
    profile: 'unknown',
    title: 'OpenShift SDN',
    images: /(?:^|\/)(?:ose-)?sdn[:@]/,
    names: /^sdn$/,
    enforcement: openShiftSdnEnforcement,
  },
  {
    profile: 'aws-vpc',
    title: 'AWS VPC CNI',
    images: /(?:^|\/)amazon-k8s-cni[:@]/,
    names: /^aws-node$/,
    configMap: 'amazon-vpc-cni',
    enforcement: awsEnforcement,
  },
  {
    profile: 'flannel',
    title: 'Flannel',
    images: /(?:^|\/)(?:flannel|(?:mirrored|hardened)-flannel)[:@]|mirrored-flannelcni-flannel[:@]/,
    names: /^kube-flannel(?:-ds.*)?$/,
    containers: /^kube-flannel$/,
    configMap: 'kube-flannel-cfg',
    enforcement: neverEnforces('Flannel'),
  },
]; // prettier-ignore

/** Whether a DaemonSet runs the engine. An image decides; a name alone counts only when no image tells. */
export function isEngine(agent: Agent, engine: EngineSignature): boolean {
  if (engine.unless?.test(agent.name) === true) return false;
  const images = agent.containers.map((container) => container.image).filter((image) => image !== '');
  if (images.some((image) => engine.images.test(withTag(image)))) return true;
  const parts = engine.containers ?? engine.names;
  return (
    engine.names.test(agent.name) &&
    (images.length === 0 || agent.containers.some(({ name }) => parts.test(name) || engine.names.test(name)))
  );
}

/** The image that shows the engine. */
export function imageOf(agent: Agent, engine: EngineSignature): string | undefined {
  return agent.containers.map((container) => container.image).find((image) => engine.images.test(withTag(image)));
}

/** The version in an image's tag, e.g. `3.29.1`; absent for digests, dates and names of branches. */
export function versionOf(image: string | undefined): string | undefined {
  const [name = ''] = (image ?? '').split('@');
  return /:v?(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)(?![\d.])/.exec(name)?.[1];
}

/** Images without tag or digest mean `latest`; the patterns rely on the separator. */
function withTag(image: string): string {
  const lastPart = image.slice(image.lastIndexOf('/') + 1);
  return lastPart.includes(':') || image.includes('@') ? image : `${image}:latest`;
}
