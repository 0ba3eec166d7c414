import { asBoolean, asList, asPort, asText, member } from './json-value.js';

/** Command-line flags of network plugins that switch policy enforcement; no other argument is ever kept. */
const PLUGIN_FLAG =
  /^--?(?:enable-network-policy|enable-np|run-firewall|disable-network-policy|enable-admin-network-policy|enable-egress-firewall|enable-multi-network|enable-network-segmentation|enable-policy|admin-network-policy|baseline-admin-network-policy|cluster-network-policy|fail-open|disable-network-policies)(?:=(?:true|false|always|default|never))?$/;
const PLUGIN_VARIABLES = new Set([
  'NETWORK_POLICY_ENFORCING_MODE',
  'EXPECT_NPC',
  'ENABLE_NETWORK_POLICY',
  'DATASTORE_TYPE',
  'FELIX_DEFAULTENDPOINTTOHOSTACTION',
]);

/** Who a mesh proxy or control plane says it is (semantics 09 §3.2); no other variable of a pod is ever kept. */
const MESH_VARIABLES = new Set([
  'ISTIO_META_CLUSTER_ID',
  'ISTIO_META_NETWORK',
  'ISTIO_META_MESH_ID',
  'CLUSTER_ID',
  'TRUST_DOMAIN',
]);
const MESH_CONTAINERS = new Set(['istio-proxy', 'discovery']);

/** Whether the switches of a network plugin (allow-listed flags and variables) are kept as well. */
export interface PodSpecProjection {
  readonly pluginSwitches: boolean;
}

/**
 * The networking part of a pod's spec: no environment, command, volume or secret survives.
 */
export function projectPodSpec(spec: unknown, projection: PodSpecProjection): Record<string, unknown> {
  const projected: Record<string, unknown> = {};
  keep(projected, 'hostNetwork', asBoolean(member(spec, 'hostNetwork')));
  keep(projected, 'nodeName', asText(member(spec, 'nodeName')));
  keep(
    projected,
    'serviceAccountName',
    asText(member(spec, 'serviceAccountName')) ?? asText(member(spec, 'serviceAccount')),
  );
  keep(projected, 'automountServiceAccountToken', asBoolean(member(spec, 'automountServiceAccountToken')));
  projected['containers'] = asList(member(spec, 'containers')).map((item) => projectContainer(item, projection));
  const init = asList(member(spec, 'initContainers')).filter((item) => member(item, 'restartPolicy') === 'Always');
  if (init.length > 0) {
    projected['initContainers'] = init.map((item) => ({
      ...projectContainer(item, projection),
      restartPolicy: 'Always',
    }));
  }
  return projected;
}

function projectContainer(container: unknown, projection: PodSpecProjection): Record<string, unknown> {
  const projected: Record<string, unknown> = {};
  keep(projected, 'name', asText(member(container, 'name')));
  keep(projected, 'image', asText(member(container, 'image'))?.slice(0, 512));
  const ports = asList(member(container, 'ports')).map(projectPort);
  if (ports.length > 0) projected['ports'] = ports;
  if (MESH_CONTAINERS.has(asText(member(container, 'name')) ?? '')) {
    const env = asList(member(container, 'env')).flatMap((item) => projectVariable(item, MESH_VARIABLES));
    if (env.length > 0) projected['env'] = env;
  }
  if (projection.pluginSwitches) {
    const words = [...asList(member(container, 'command')), ...asList(member(container, 'args'))];
    const args = words.filter((word) => typeof word === 'string' && PLUGIN_FLAG.test(word));
    if (args.length > 0) projected['args'] = args;
    const env = asList(member(container, 'env')).flatMap((item) => projectVariable(item, PLUGIN_VARIABLES));
    if (env.length > 0) projected['env'] = env;
  }
  return projected;
}

function projectVariable(variable: unknown, kept: ReadonlySet<string>): { name: string; value: string }[] {
  const name = asText(member(variable, 'name'));
  const value = asText(member(variable, 'value'));
  return name !== undefined && value !== undefined && kept.has(name) ? [{ name, value: value.slice(0, 128) }] : [];
}

function projectPort(port: unknown): Record<string, unknown> {
  const projected: Record<string, unknown> = {};
  keep(projected, 'name', asText(member(port, 'name')));
  keep(projected, 'containerPort', asPort(member(port, 'containerPort')));
  keep(projected, 'hostPort', asPort(member(port, 'hostPort')));
  keep(projected, 'hostIP', asText(member(port, 'hostIP')));
  keep(projected, 'protocol', asText(member(port, 'protocol')));
  return projected;
}

function keep(target: Record<string, unknown>, field: string, value: unknown): void {
  if (value !== undefined) target[field] = value;
}
