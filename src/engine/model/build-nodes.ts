import { asList, asStringMap, asText, asTextList, byText, member, memberAt } from './json-value.js';
import type { NodeModel } from './network-model.js';
import type { RawObject } from './raw-object.js';

/** The cluster's nodes, sorted by name. */
export function buildNodes(nodes: readonly RawObject[]): readonly NodeModel[] {
  return nodes.map(nodeModel).sort((a, b) => byText(a.name, b.name));
}

function nodeModel(node: RawObject): NodeModel {
  return {
    name: node.metadata.name,
    addresses: asList(memberAt(node.status, 'addresses')).flatMap((item) => asText(member(item, 'address')) ?? []),
    podCIDRs: asTextList(member(node.spec, 'podCIDRs')),
    providerID: asText(member(node.spec, 'providerID')) ?? '',
    labels: asStringMap(node.metadata.labels),
    taints: asList(member(node.spec, 'taints')).map((taint) => ({
      key: asText(member(taint, 'key')) ?? '',
      value: asText(member(taint, 'value')) ?? '',
      effect: asText(member(taint, 'effect')) ?? '',
    })),
  };
}

/** Schemes of the providerIDs: which clouds, or which other machinery, the nodes run on. */
export function platformsOf(nodes: readonly NodeModel[]): ReadonlySet<string> {
  return new Set(nodes.flatMap(({ providerID }) => (/^([a-z0-9-]+):/.exec(providerID)?.[1] ?? []))); // prettier-ignore
}
