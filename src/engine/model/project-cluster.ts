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
