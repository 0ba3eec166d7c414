import { asList, asText, asTextList, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { AddressCollector, type AddressFact } from './address-fact.js';
import { configValue, objectsOf } from './read-objects.js';

/** Ranges pods get their addresses from, and the addresses pods have (semantics 09 §1). */
export function podRanges(model: NetworkModel): AddressFact {
  const found = new AddressCollector();
  for (const { name, podCIDRs } of model.nodes)
    for (const cidr of podCIDRs) found.declare(cidr, `Node ${name} spec.podCIDRs`);
  for (const kind of ['projectcalico.org/IPPool', 'crd.projectcalico.org/IPPool'])
    for (const pool of objectsOf(model, kind)) declareCalicoPool(pool, found);
  for (const pool of objectsOf(model, 'cilium.io/CiliumPodIPPool')) {
    for (const family of ['ipv4', 'ipv6'])
      for (const cidr of asTextList(memberAt(pool.spec, family, 'cidrs')))
        found.declare(cidr, `CiliumPodIPPool ${pool.metadata.name}`);
  }
  for (const node of objectsOf(model, 'cilium.io/CiliumNode')) {
    for (const cidr of asTextList(memberAt(node.spec, 'ipam', 'podCIDRs')))
      found.declare(cidr, `CiliumNode ${node.metadata.name}`);
    for (const pool of asList(memberAt(node.spec, 'ipam', 'pools', 'allocated')))
      for (const cidr of asTextList(member(pool, 'cidrs'))) found.declare(cidr, `CiliumNode ${node.metadata.name}`);
  }
  for (const key of ['cluster-pool-ipv4-cidr', 'cluster-pool-ipv6-cidr']) {
    for (const cidr of (configValue(model, 'cilium-config', key) ?? '').split(/[\s,]+/))
      found.declare(cidr, `cilium-config ${key}`);
  }
  for (const [map, key] of [
    ['kubeadm-config', 'podSubnet'],
    ['kube-proxy', 'clusterCIDR'],
  ] as const)
    for (const cidr of (configValue(model, map, key) ?? '').split(',')) found.declare(cidr, `${map} ${key}`);
  for (const { hostNetwork, members } of model.groups)
    if (!hostNetwork) for (const { ips } of members) for (const ip of ips) found.observe(ip);
  return found.finish();
}

/** A disabled pool hands out no addresses, and one for tunnels or load balancers none to pods. */
function declareCalicoPool({ spec, metadata }: RawObject, found: AddressCollector): void {
  const uses = asTextList(member(spec, 'allowedUses'));
  if (member(spec, 'disabled') === true || (uses.length > 0 && !uses.includes('Workload'))) return;
  const cidr = asText(member(spec, 'cidr'));
  if (cidr !== undefined) found.declare(cidr, `IPPool ${metadata.name}`);
}
