import { createHash } from 'node:crypto';
import { JSON_SCHEMA, load } from 'js-yaml';
import { asList, asRecord, asText, member, memberAt } from '#src/engine/model/json-value.js';
import { knownConfigMap } from '#src/engine/model/project-config-map.js';

const MAX_TEXT = 512 * 1024;

/** Where a switch is inside a configuration text, by the name it gets. */
type Paths = Readonly<Record<string, readonly string[]>>;

const ISTIO_MESH: Paths = {
  rootNamespace: ['rootNamespace'],
  trustDomain: ['trustDomain'],
  trustDomainAliases: ['trustDomainAliases'],
  outboundTrafficPolicy: ['outboundTrafficPolicy', 'mode'],
  meshId: ['defaultConfig', 'meshId'],
  interceptionMode: ['defaultConfig', 'interceptionMode'],
  enableAutoMtls: ['enableAutoMtls'],
};
const LINKERD: Paths = {
  defaultInboundPolicy: ['proxy', 'defaultInboundPolicy'],
  outboundTransportMode: ['proxy', 'outboundTransportMode'],
  clusterNetworks: ['clusterNetworks'],
  identityTrustDomain: ['identityTrustDomain'],
  ignoreInboundPorts: ['proxyInit', 'ignoreInboundPorts'],
  ignoreOutboundPorts: ['proxyInit', 'ignoreOutboundPorts'],
  skipSubnets: ['proxyInit', 'skipSubnets'],
  probeNetworks: ['policyController', 'probeNetworks'],
  linkerdVersion: ['linkerdVersion'],
};
const CONSUL: Paths = {
  aclEnabled: ['acl', 'enabled'],
  aclDefaultPolicy: ['acl', 'default_policy'],
  defaultIntentionPolicy: ['default_intention_policy'],
  datacenter: ['datacenter'],
  primaryDatacenter: ['primary_datacenter'],
};
const ANTREA: Paths = {
  AntreaPolicy: ['featureGates', 'AntreaPolicy'],
  AdminNetworkPolicy: ['featureGates', 'AdminNetworkPolicy'],
  ClusterNetworkPolicy: ['featureGates', 'ClusterNetworkPolicy'],
  NodeNetworkPolicy: ['featureGates', 'NodeNetworkPolicy'],
  L7NetworkPolicy: ['featureGates', 'L7NetworkPolicy'],
  Multicluster: ['featureGates', 'Multicluster'],
  trafficEncapMode: ['trafficEncapMode'],
  noSNAT: ['noSNAT'],
};

/** Takes the switches out of the texts of one known ConfigMap. */
type Reader = (data: unknown) => Map<string, string>;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['istio', (data) => scalars(parsed(member(data, 'mesh')), ISTIO_MESH)],
  ['istio-sidecar-injector', injector],
  ['istio-ca-root-cert', (data) => hashOf(member(data, 'root-cert.pem'))],
  ['linkerd-config', (data) => scalars(parsed(member(data, 'values')), LINKERD)],
  ['linkerd-identity-trust-roots', (data) => hashOf(member(data, 'ca-bundle.crt'))],
  ['consul-server-config', (data) => everyText(data, CONSUL)],
  ['antrea-config', (data) => everyText(data, ANTREA)],
  ['ovnkube-config', (data) => iniSwitches(asText(member(data, 'ovnkube.conf')) ?? '')],
  ['kubeadm-config', (data) => scalars(parsed(member(data, 'ClusterConfiguration')), { podSubnet: ['networking', 'podSubnet'], serviceSubnet: ['networking', 'serviceSubnet'] })],
  ['kube-proxy', (data) => scalars(parsed(member(data, 'config.conf')), { clusterCIDR: ['clusterCIDR'], nodePortAddresses: ['nodePortAddresses'], mode: ['mode'] })],
  ['azure-npm-config', (data) => scalars(parsed(member(data, 'azure-npm.json')), { EnableNPMLite: ['Toggles', 'EnableNPMLite'] })],
  ['kube-flannel-cfg', (data) => scalars(parsed(member(data, 'net-conf.json')), { backendType: ['Backend', 'Type'], network: ['Network'] })],
]); // prettier-ignore

/**
 * Some plugins and meshes keep their switches inside one YAML, JSON or INI text of a ConfigMap. Takes the documented
 * scalars out of that text and adds them to `data` under names of their own, so that the allow-list can keep them and
 * drop the text. Anything else, also what cannot be parsed, comes back as it is.
 */
export function flattenConfigMap(object: unknown): unknown {
  if (member(object, 'kind') !== 'ConfigMap') return object;
  const name = knownConfigMap(asText(memberAt(object, 'metadata', 'name')) ?? '');
  const reader = name === undefined ? undefined : READERS.get(name);
  const data = asRecord(member(object, 'data'));
  if (reader === undefined || data === undefined) return object;
  return { ...asRecord(object), data: { ...data, ...Object.fromEntries(reader(data)) } };
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > MAX_TEXT) return undefined;
  try {
    return load(text, { schema: JSON_SCHEMA });
  } catch {
    return undefined;
  }
}

/** Texts, numbers and booleans as they are, lists of them joined by commas. An empty text may mean "none", unlike no text. */
function scalars(config: unknown, paths: Paths): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, path] of Object.entries(paths)) {
    const value = memberAt(config, ...path);
    const text = Array.isArray(value) ? asList(value).flatMap((item) => scalar(item) ?? []).join(',') : scalar(value); // prettier-ignore
    if (text !== undefined) found.set(name, text);
  }
  return found;
}

function scalar(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** Some charts spread their settings over several files of one map; the last one that speaks wins, as for the program. */
function everyText(data: unknown, paths: Paths): Map<string, string> {
  const files = Object.entries(asRecord(data) ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(files.flatMap(([, text]) => [...scalars(parsed(text), paths)]));
}

function injector(data: unknown): Map<string, string> {
  const config = parsed(member(data, 'config'));
  const values = parsed(member(data, 'values'));
  const found = scalars(config, { policy: ['policy'] });
  for (const name of ['neverInjectSelector', 'alwaysInjectSelector']) {
    const selectors = asList(member(config, name));
    if (selectors.length > 0) found.set(name, JSON.stringify(selectors));
  }
  const wide = scalars(values, { enableNamespacesByDefault: ['sidecarInjectorWebhook', 'enableNamespacesByDefault'] });
  return new Map([...found, ...wide]);
}

function iniSwitches(text: string): Map<string, string> {
  const lines = text.slice(0, MAX_TEXT).matchAll(/^[ \t]*(enable-[a-z-]+)[ \t]*=[ \t]*(true|false)[ \t]*$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}

/** Two clusters trust each other when the roots are the same text; the certificates themselves are not needed. */
function hashOf(pem: unknown): Map<string, string> {
  if (typeof pem !== 'string' || pem.trim() === '' || pem.length > MAX_TEXT) return new Map();
  return new Map([['rootHash', createHash('sha256').update(pem.replaceAll(/\s+/g, '')).digest('base64url')]]);
}
