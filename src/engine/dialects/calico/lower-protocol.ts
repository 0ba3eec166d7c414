import { LANES, type Lane } from '../../sets/protocol.js';
import type { FieldReader } from './field-reader.js';
import { shown } from '../shown-value.js';

/** A protocol as a rule names it: the lane it travels on, and whether it is all of that lane. */
interface Protocol {
  readonly lane: Lane;
  readonly isWhole: boolean;
}

const NAMES: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['icmpv6', 58],
  ['sctp', 132],
  ['udplite', 136],
]);
const LANE_OF_NUMBER: ReadonlyMap<number, Lane> = new Map([
  [6, 'TCP'],
  [17, 'UDP'],
  [132, 'SCTP'],
]);

/** Lanes a rule speaks about; the value says whether it means all of the lane. */
export type Lanes = ReadonlyMap<Lane, boolean>;

/**
 * The lanes left by `protocol` and `notProtocol`. Protocols without ports share one lane, so a rule about one of them
 * says nothing certain about it.
 */
export function readLanes(reader: FieldReader): Lanes {
  const lanes = new Map<Lane, boolean>(LANES.map((lane) => [lane, true]));
  const only = readProtocol(reader, 'protocol');
  if (only !== undefined) {
    for (const lane of LANES) if (lane !== only.lane) lanes.delete(lane);
    lanes.set(only.lane, only.isWhole);
  }
  const not = readProtocol(reader, 'notProtocol');
  if (not?.isWhole === true) lanes.delete(not.lane);
  if (not?.isWhole === false && lanes.has(not.lane)) lanes.set(not.lane, false);
  return lanes;
}

function readProtocol(reader: FieldReader, name: string): Protocol | undefined {
  const value = reader.raw(name);
  if (value === undefined) return undefined;
  const number = typeof value === 'string' ? (NAMES.get(value.toLowerCase()) ?? digits(value)) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > 255) {
    reader.refuse(
      name,
      `${shown(value)} is not a protocol; write TCP, UDP, SCTP, ICMP, ICMPv6, UDPLite or a number from 1 to 255`,
    );
    return undefined;
  }
  const lane = LANE_OF_NUMBER.get(number);
  return { lane: lane ?? 'other', isWhole: lane !== undefined };
}

function digits(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}
