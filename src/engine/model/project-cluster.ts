import { asList, asText, asTextList, member, memberAt } from './json-value.js';
import type { ProjectedBody } from './project-workload.js';

/** A node: addresses, pod ranges, cloud identity, taints and versions. */
export function projectNode(object: unknown): ProjectedBody {
  const spec = member(object, 'spec');
  const info = memberAt(object, 'status', 'nodeInfo');
  const single = asText(member(spec, 'podCIDR'));
  const many = asTextList(member(spec, 'podCIDRs'));
  return {
    spec: {
      podCIDRs: many.length > 0 ? many : single === undefined ? [] : [single],
      providerID: asText(member(spec, 'providerID')) ?? '',
      taints: asList(member(spec, 'taints')).map((taint) => ({
        key: asText(member(taint, 'key')) ?? '',
        value: asText(member(taint, 'value')) ?? '',
        effect: asText(member(taint, 'effect')) ?? '',
      })),
    },
    status: {
      addresses: asList(memberAt(object, 'status', 'addresses')).map((item) => ({
        type: asText(member(item, 'type')) ?? '',
        address: asText(member(item, 'address')) ?? '',
      })),
      nodeInfo: {
        kubeletVersion: asText(member(info, 'kubeletVersion')) ?? '',
        operatingSystem: asText(member(info, 'operatingSystem')) ?? '',
      },
    },
  };
}

const CONFIG_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'cilium-config',
    [
      'enable-policy',
      'policy-audit-mode',
      'policy-cidr-match-mode',
      'enable-sctp',
      'enable-host-firewall',
      'cluster-name',
      'cluster-id',
      'policy-default-local-cluster',
    ],
  ],
  ['amazon-vpc-cni', ['enable-network-policy-controller', 'enable-network-policy']],
]);

/** A ConfigMap: only the documented switches of known network plugins, from ConfigMaps of exactly that name. */
export function projectConfigMap(object: unknown): ProjectedBody {
  const keys = CONFIG_KEYS.get(asText(memberAt(object, 'metadata', 'name')) ?? '');
  if (keys === undefined) return {};
  const data: Record<string, string> = {};
  for (const key of keys) {
    const value = asText(memberAt(object, 'data', key));
    if (value !== undefined) data[key] = value.slice(0, 64);
  }
  return { data };
}
