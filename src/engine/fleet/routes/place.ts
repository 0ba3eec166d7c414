import { type Family, formatIp, type IpAddress, parseIp } from '../../sets/ip-address.js';
import { IpSet } from '../../sets/ip-set.js';
import type { FleetMember } from '../fleet-member.js';
import { everyAddress } from './families.js';

/** Where something is, as far as it is known. */
export interface Place {
  /** Addresses it certainly has. */
  readonly points: readonly IpAddress[];
  /** Its other addresses are somewhere in here; null when all are known. */
  readonly somewhere: IpSet | null;
}

/** No address at all. */
export const NOWHERE: Place = { points: [], somewhere: null };

/** A place of which only the range is known. */
export function within(set: IpSet): Place {
  return { points: [], somewhere: set };
}

/** A place that has exactly these addresses. */
export function exactly({ ranges }: IpSet): Place {
  // Sets of single addresses; a wide range stands for an address somewhere inside it.
  return ranges.every(({ lo, hi }) => lo === hi)
    ? { points: ranges.map(({ family, lo }) => ({ family, value: lo })), somewhere: null }
    : within(IpSet.of(ranges));
}

/** Addresses of the pods of a group; pods without an address are somewhere in the cluster's pod ranges. */
export function podPlace({ model, facts }: FleetMember, group: number, families: readonly Family[]): Place {
  const { members = [], hostNetwork = false } = model.groups[group] ?? {};
  const points = members.flatMap(({ ips }) => ips.flatMap((ip) => parseIp(ip) ?? []));
  if (members.length > 0 && members.every(({ ips }) => ips.length > 0)) return { points, somewhere: null };
  const { declared } = hostNetwork ? facts.nodes : facts.pods;
  const known = hostNetwork ? facts.nodes.all : declared;
  return { points, somewhere: known.isEmpty ? everyAddress(families) : known };
}

/** Addresses of the nodes a group's pods run on; of any node when that is not known. */
export function nodePlace({ model, facts }: FleetMember, group: number, families: readonly Family[]): Place {
  const names = new Set((model.groups[group]?.members ?? []).flatMap(({ node }) => node ?? []));
  const own = model.nodes.filter(({ name }) => names.has(name));
  const points = own.flatMap(({ addresses }) =>
    addresses.flatMap((text) => {
      const address = parseIp(text);
      return address !== null && facts.nodes.all.contains(address) ? [address] : [];
    }),
  );
  if (points.length > 0) return { points, somewhere: null };
  return within(facts.nodes.all.isEmpty ? everyAddress(families) : facts.nodes.all);
}

/** One address of a place, for an explanation. */
export function sampleAddress({ points, somewhere }: Place): string {
  const [point] = points;
  if (point !== undefined) return formatIp(point);
  const first = somewhere?.ranges[0];
  return first === undefined ? '0.0.0.0' : formatIp({ family: first.family, value: first.lo });
}
