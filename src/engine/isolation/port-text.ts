import type { PortSet } from '../sets/port-set.js';
import type { PortSets } from '../sets/port-sets.js';
import type { Lane } from '../sets/protocol.js';
import { isTransport, MAX_PORT, MIN_PORT } from '../sets/protocol.js';

/** Ports of one protocol; without bounds the whole protocol. */
interface TextRange {
  readonly lane: Lane;
  readonly lo: number;
  readonly hi: number;
}

const WORD = /^(?:(TCP|UDP|SCTP) ?)?(?:(\d{1,5})(?:-(\d{1,5}))?)?$/;

/**
 * Reads ports as answers print them: `all`, `TCP 5432`, `TCP 80,8000-8010, UDP`. A number without a protocol belongs to
 * the protocol before it (TCP at the start). Null when the text means nothing.
 */
export function parsePortText(text: string): 'all' | readonly TextRange[] | null {
  if (text.trim().toLowerCase() === 'all') return 'all';
  const ranges: TextRange[] = [];
  let lane: Lane = 'TCP';
  for (const raw of text.split(',')) {
    const word = WORD.exec(raw.trim());
    if (word === null || raw.trim() === '') return null;
    const [, protocol, first, last] = word;
    if (isTransport(protocol)) lane = protocol;
    const lo = first === undefined ? MIN_PORT : Number(first);
    const hi = first === undefined ? MAX_PORT : Number(last ?? first);
    if (lo < MIN_PORT || hi > MAX_PORT || lo > hi) return null;
    ranges.push({ lane, lo, hi });
  }
  return ranges;
}

/** The set a port text names; text that means nothing names no port. */
export function portSetOf(ports: PortSets, text: string): PortSet {
  const parsed = parsePortText(text);
  if (parsed === 'all') return ports.all;
  return (parsed ?? []).reduce((set, { lane, lo, hi }) => set.union(ports.of(lane, lo, hi)), ports.none);
}
