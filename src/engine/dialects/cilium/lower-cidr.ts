import type { z } from 'zod';
import { asText, asList, member } from '../../model/json-value.js';
import type { RawObject } from '../../model/raw-object.js';
import { isInside } from '../read-cidr.js';
import { IpSet } from '../../sets/ip-set.js';
import type { IpRange } from '../../sets/ip-range.js';
import type { ProblemList } from '../problem-list.js';
import { EVERYWHERE, readBlock } from './cluster-addresses.js';
import type { Ground } from './ground.js';
import { readLabelSelector } from '../read-label-selector.js';
import type { PeerList } from './peer-list.js';
import { cidrRuleSchema } from './schema.js';

/**
 * The addresses of a set that belong to the outside world. An API server outside the cluster may count as the world or
 * as an entity of its own.
 */
export function isWorld(set: IpSet, { addresses: { nodes, apiServer } }: Ground): { sure: IpSet; perhaps: IpSet } {
  const outside = set.subtract(nodes);
  if (apiServer === undefined) return { sure: outside, perhaps: IpSet.none };
  return { sure: outside.subtract(apiServer), perhaps: outside.intersect(apiServer) };
}

/** Lowers `fromCIDR` or `toCIDR`: blocks or single addresses. */
export function lowerCidrs(
  raw: readonly unknown[],
  field: string,
  ground: Ground,
  peers: PeerList,
  problems: ProblemList,
): void {
  const blocks = raw.map((entry, index) => blockAt(entry, `${field}[${String(index)}]`, problems));
  addBlocks(IpSet.of(blocks.filter((block) => block !== null)), true, ground, peers);
  if (blocks.includes(null)) peers.addresses(EVERYWHERE, false);
}

/** Lowers `fromCIDRSet` or `toCIDRSet`: blocks with exceptions, written out or by CiliumCIDRGroups. */
export function lowerCidrSets(
  raw: readonly unknown[],
  field: string,
  ground: Ground,
  peers: PeerList,
  problems: ProblemList,
): void {
  for (const [index, entry] of raw.entries())
    lowerCidrSet(entry, `${field}[${String(index)}]`, ground, peers, problems);
}

/** Blocks match what has no identity in the cluster: no pods, and nodes only where Cilium was told so. */
export function addBlocks(set: IpSet, certain: boolean, ground: Ground, peers: PeerList): void {
  if (set.isEmpty) return;
  const { cidrsMatchNodes } = ground.settings;
  const { sure, perhaps } = isWorld(set, ground);
  peers.addresses(sure, certain);
  peers.addresses(perhaps, false);
  if (cidrsMatchNodes === false) return;
  peers.nodes(ground.nodesIn(set), certain && cidrsMatchNodes === true, false);
  peers.addresses(set.intersect(ground.addresses.nodes), certain && cidrsMatchNodes === true);
}

function lowerCidrSet(raw: unknown, field: string, ground: Ground, peers: PeerList, problems: ProblemList): void {
  const parsed = cidrRuleSchema.safeParse(raw);
  if (!parsed.success) problems.refuse('POLICY.INVALID_CIDR', field, parsed.error);
  const { blocks, without } = parsed.success ? readBlocks(parsed.data, field, ground, problems) : UNREAD;
  const holes = IpSet.of(without.filter((hole) => hole !== null));
  const known = blocks.filter((block) => block !== null);
  addBlocks(IpSet.of(known).subtract(holes), !without.includes(null), ground, peers);
  if (known.length < blocks.length) peers.addresses(EVERYWHERE.subtract(holes), false);
}

interface Blocks {
  /** Null stands for blocks that nobody could read. */
  readonly blocks: readonly (IpRange | null)[];
  readonly without: readonly (IpRange | null)[];
}

const UNREAD: Blocks = { blocks: [null], without: [] };

function readBlocks(
  rule: z.infer<typeof cidrRuleSchema>,
  field: string,
  ground: Ground,
  problems: ProblemList,
): Blocks {
  const { cidr, cidrGroupRef, cidrGroupSelector } = rule;
  const ways = [cidr ?? '', cidrGroupRef ?? '', cidrGroupSelector ?? ''].filter((way) => way !== '');
  if (ways.length !== 1) {
    problems.error('POLICY.INVALID_CIDR', field, 'needs exactly one of cidr, cidrGroupRef and cidrGroupSelector');
    return UNREAD;
  }
  const except = rule.except ?? [];
  const without = except.map((text, index) => blockAt(text, `${field}.except[${String(index)}]`, problems));
  if ((cidr ?? '') === '') {
    const groups = groupsFor(cidrGroupRef ?? '', cidrGroupSelector, field, ground, problems);
    return { blocks: groups === null ? [null] : groups.flatMap(blocksOfGroup), without };
  }
  const block = blockAt(cidr, `${field}.cidr`, problems);
  for (const [index, hole] of without.entries()) {
    if (block !== null && hole !== null && !isInside(hole, block)) {
      const at = `${field}.except[${String(index)}]`;
      problems.error('POLICY.INVALID_CIDR', at, `${except[index] ?? ''} is not inside ${cidr ?? ''}`);
    }
  }
  return { blocks: [block], without };
}

function blocksOfGroup({ spec }: RawObject): (IpRange | null)[] {
  return asList(member(spec, 'externalCIDRs')).map((text) => readBlock(asText(text) ?? ''));
}

/** The CiliumCIDRGroups that a rule names; null when they could not be read. */
function groupsFor(
  name: string,
  selector: unknown,
  field: string,
  ground: Ground,
  problems: ProblemList,
): readonly RawObject[] | null {
  const all = ground.cidrGroups();
  if (name !== '') {
    const found = (all ?? []).filter(({ metadata }) => metadata.name === name);
    if (found.length === 0)
      problems.warn(
        'POLICY.MISSING_GROUP',
        `${field}.cidrGroupRef`,
        `there is no CiliumCIDRGroup ${name.slice(0, 80)}`,
      );
    return all === null && found.length === 0 ? null : found;
  }
  const labels = readLabelSelector(selector, `${field}.cidrGroupSelector`, problems);
  if (all === null || labels === null) return null;
  return all.filter(({ metadata }) => labels.matches(metadata.labels ?? {}));
}

function blockAt(raw: unknown, field: string, problems: ProblemList): IpRange | null {
  const text = asText(raw) ?? '';
  const block = readBlock(text);
  if (block === null)
    problems.error('POLICY.INVALID_CIDR', field, `"${text.slice(0, 60)}" is neither a CIDR nor an address`);
  return block;
}
