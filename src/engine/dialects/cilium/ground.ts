import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import { isCovered } from '../../model/coverage.js';
import type { PodGroup } from '../../model/pod-group.js';
import type { RawObject } from '../../model/raw-object.js';
import { parseIp } from '../../sets/ip-address.js';
import type { IpSet } from '../../sets/ip-set.js';
import type { LowerContext } from '../dialect.js';
import { type ClusterAddresses, clusterAddresses } from './cluster-addresses.js';
import { IdentityFilter } from './identity-filter.js';
import { IdentityFinder } from './identity-finder.js';
import { type CiliumSettings, settingsOf } from './settings.js';
import { readSwitches } from './switch-reader.js';

/** Everything about one cluster that lowering a Cilium policy needs. */
export class Ground {
  readonly settings: CiliumSettings;
  readonly addresses: ClusterAddresses;
  readonly finder: IdentityFinder;
  readonly filter: IdentityFilter;
  /** Does some policy let Cilium see names being resolved? Without that no name ever leads anywhere. */
  readonly hearsDns: boolean;

  constructor(
    readonly context: LowerContext,
    hearsDns: boolean,
  ) {
    this.settings = settingsOf(context.model);
    this.addresses = clusterAddresses(context.model);
    this.filter = new IdentityFilter(readSwitches(context.model).get('labels'));
    this.finder = new IdentityFinder(context, this.settings, this.filter);
    this.hearsDns = hearsDns;
  }

  /** All host-network groups. */
  nodes(): MatchedGroups {
    return this.context.endpoints.where('cilium nodes', ({ isNode }) => isNode, { nodes: true });
  }

  /** Host-network groups that are on more than one node: whoever connects finds them on some other node than its own. */
  spreadNodes(): MatchedGroups {
    const test = (group: PodGroup): boolean | undefined => (nodesOf(group).size > 1 ? true : undefined);
    return this.context.endpoints.where('cilium nodes, spread', ({ isNode, group }) => (isNode ? test(group) : false), {
      nodes: true,
    });
  }

  /** Host-network groups whose addresses are in a set, for certain when all of all members are. */
  nodesIn(set: IpSet): MatchedGroups {
    const text = set.ranges.map(({ family, lo, hi }) => `${String(family)} ${String(lo)}-${String(hi)}`).join(',');
    return this.context.endpoints.where(
      `cilium nodes in ${text}`,
      ({ isNode, group }) => (isNode ? isInside(group, set) : false),
      { nodes: true },
    );
  }

  /** Host-network groups on nodes that pass a test; undefined for nodes nobody knows. */
  nodesWhere(text: string, test: (node: string) => boolean | undefined): MatchedGroups {
    return this.context.endpoints.where(
      `cilium nodes where ${text}`,
      ({ isNode, group }) => (isNode ? onNodes(group, test) : false),
      { nodes: true },
    );
  }

  /** Every CiliumCIDRGroup, or null when they were not all read. */
  cidrGroups(): readonly RawObject[] | null {
    const { model } = this.context;
    const state = model.coverage.get('cilium.io/CiliumCIDRGroup');
    const isRead = state === undefined ? model.facts.origin === 'offline' : isCovered(state);
    return isRead ? (model.objects.get('cilium.io/CiliumCIDRGroup') ?? []) : null;
  }
}

function nodesOf({ members }: PodGroup): ReadonlySet<string> {
  return new Set(members.flatMap(({ node }) => node ?? []));
}

function isInside({ members }: PodGroup, set: IpSet): boolean | undefined {
  const inside = members.flatMap(({ ips }) => {
    const addresses = ips.flatMap((ip) => parseIp(ip) ?? []);
    return addresses.length === 0 ? [undefined] : addresses.map((address) => set.contains(address));
  });
  return common(inside);
}

function onNodes({ members }: PodGroup, test: (node: string) => boolean | undefined): boolean | undefined {
  return common(members.map(({ node }) => (node === undefined ? undefined : test(node))));
}

/** The answer of all members, or undefined when they differ. */
function common(answers: readonly (boolean | undefined)[]): boolean | undefined {
  const [first] = answers;
  return answers.every((answer) => answer === first) ? first : undefined;
}
