import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import type { RawObject } from '../../model/raw-object.js';
import { DIRECTIONS, type Doubt } from '../policy.js';
import { attachmentsOf } from './attachments.js';
import { laneAllowances, outsideAllowances } from './bypass.js';
import { joined, type Lane, lanesOf } from './lanes.js';
import { readRestrictions, type ReadRestriction } from './restrictions.js';
import { secondaryNetworks, type SecondaryNetwork } from './secondary-networks.js';

const GROUP = 'k8s.cni.cncf.io';
const POLICY = 'MultiNetworkPolicy';

/** k8s.cni.cncf.io: secondary networks of pods, and the policies that act on them (semantics 07 §4). */
export const multiNetworkDialect: Dialect = {
  id: 'multinetwork',
  reads: [
    { group: GROUP, version: 'v1', kind: 'NetworkAttachmentDefinition', plural: 'network-attachment-definitions', namespaced: true },
    { group: GROUP, version: 'v1beta1', kind: POLICY, plural: 'multi-networkpolicies', namespaced: true },
  ],
  lower,
}; // prettier-ignore

function lower(objects: readonly RawObject[], context: LowerContext): Lowered {
  const policies = objects.filter(({ kind }) => kind === POLICY);
  const { restrictions, diagnostics } = readRestrictions(policies, context.cni);
  const networks = secondaryNetworks(context.model, context.endpoints);
  return {
    policies: networks.flatMap((network) => [
      ...laneAllowances(network, lanesOn(network, restrictions, context)),
      ...outsideAllowances(network),
    ]),
    doubts: unreadableAttachments(context),
    diagnostics,
  };
}

/** What passes between the members of one network. */
export function lanesOn(
  { names, members }: SecondaryNetwork,
  restrictions: readonly ReadRestriction[],
  { endpoints, cni }: Pick<LowerContext, 'endpoints' | 'cni'>,
): readonly Lane[] {
  const own = restrictions.filter(({ networks }) => networks.some((name) => names.includes(name)));
  const byAddress = cni.networksMatchPods !== 'no';
  const [egress, ingress] = (['egress', 'ingress'] as const).map((direction) =>
    lanesOf(direction, members, own, endpoints, byAddress),
  );
  return joined(egress ?? [], ingress ?? []);
}

/** A pod whose attachments cannot be read may be connected with anyone. */
function unreadableAttachments({ model }: LowerContext): Doubt[] {
  const groups = [...model.groups.keys()].filter((id) => {
    const group = model.groups[id];
    return group !== undefined && attachmentsOf(group) === null;
  });
  if (groups.length === 0) return [];
  const reason = 'the networks annotation of some pods cannot be read: they may have further interfaces';
  return [{ reason, groups: Int32Array.from(groups), directions: DIRECTIONS, closes: false, opens: true, externalOnly: false }]; // prettier-ignore
}
