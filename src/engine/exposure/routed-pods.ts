import { asList, asText, member, memberAt } from '../model/json-value.js';
import { isPrivate } from '../model/load-balancer-scope.js';
import type { NetworkModel } from '../model/network-model.js';

/** Why pods can be addressed from outside without any Service (semantics 08 §3). */
export interface RoutedPods {
  readonly group: number;
  /** `internet`: an address the world routes. `lan`: the network around the nodes. */
  readonly audience: 'internet' | 'lan';
  /** True when an object announces the route; otherwise the network may carry it, or a firewall may stop it. */
  readonly certain: boolean;
  readonly because: string;
}

/** Plugins that give pods addresses of the network around the nodes. */
const NATIVE: ReadonlySet<string> = new Set(['aws-vpc', 'gke-dataplane-v2']);

/**
 * Groups whose pods are addressable from outside by their own addresses: globally routed addresses, addresses of the
 * cloud's network, and pod ranges announced by BGP. Policies still apply to that traffic.
 */
export function routedPods(model: NetworkModel): readonly RoutedPods[] {
  const announced = announcementOf(model);
  return model.groups.flatMap((group, id): RoutedPods[] => {
    if (group.hostNetwork) return [];
    const ips = group.members.flatMap((member) => member.ips);
    const open = ips.find((ip) => !isPrivate(ip));
    if (open !== undefined)
      return [
        { group: id, audience: 'internet', certain: false, because: `${open} is an address the internet routes` },
      ];
    if (announced !== undefined) return [{ group: id, audience: 'lan', certain: true, because: announced }];
    if (NATIVE.has(model.cni.profile))
      return [
        { group: id, audience: 'lan', certain: false, because: 'pods have addresses of the network around the nodes' },
      ];
    return [];
  });
}

/** The object that announces pod ranges to the network around the cluster. */
function announcementOf({ objects }: NetworkModel): string | undefined {
  const cilium = (objects.get('cilium.io/CiliumBGPAdvertisement') ?? []).find((object) =>
    asList(member(object.spec, 'advertisements')).some((item) =>
      /Pod/.test(asText(member(item, 'advertisementType')) ?? ''),
    ),
  );
  if (cilium !== undefined) return `CiliumBGPAdvertisement ${cilium.metadata.name} announces pod ranges`;
  const older = (objects.get('cilium.io/CiliumBGPPeeringPolicy') ?? []).find((object) =>
    asList(member(object.spec, 'virtualRouters')).some((item) => member(item, 'exportPodCIDR') === true),
  );
  if (older !== undefined) return `CiliumBGPPeeringPolicy ${older.metadata.name} announces pod ranges`;
  const peers = ['crd.projectcalico.org/BGPPeer', 'projectcalico.org/BGPPeer'].flatMap(
    (kind) => objects.get(kind) ?? [],
  );
  const [peer] = peers.filter((object) => memberAt(object.spec, 'peerIP') !== undefined);
  return peer === undefined ? undefined : `BGPPeer ${peer.metadata.name} announces pod ranges`;
}
