import { MAX_PORT, MIN_PORT } from '../../sets/protocol.js';
import type { FieldReader } from './field-reader.js';
import { shown } from '../shown-value.js';
import type { Span } from './spans.js';

/** Ports as a rule lists them. */
export interface PortList {
  readonly spans: readonly Span[];
  /** Names of container ports. */
  readonly names: readonly string[];
}

const RANGE = /^(\d{1,5}):(\d{1,5})$/;
const NAME = /^[\w.-]{1,128}$/;

/** A list of ports: numbers, ranges `low:high` and names. Undefined when it is absent or empty. */
export function readPorts(reader: FieldReader, name: string): PortList | undefined {
  const entries = reader.list(name);
  if (entries.length === 0) return undefined;
  const spans: Span[] = [];
  const names: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const port = readPort(entry);
    if (port === undefined) {
      reader.refuse(
        `${name}[${String(index)}]`,
        `${shown(entry)} is not a port; write a number to ${String(MAX_PORT)}, a range such as 100:200, or a port name`,
        'POLICY.INVALID_PORT',
      );
    } else if (typeof port === 'string') names.push(port);
    else spans.push(port);
  }
  return { spans, names: [...new Set(names)].sort() };
}

function readPort(entry: unknown): Span | string | undefined {
  if (typeof entry === 'number') return spanOf(entry, entry);
  if (typeof entry !== 'string') return undefined;
  const range = RANGE.exec(entry);
  if (range !== null) return spanOf(Number(range[1]), Number(range[2]));
  if (/^\d+$/.test(entry)) return spanOf(Number(entry), Number(entry));
  return NAME.test(entry) ? entry : undefined;
}

/** Port 0 may be written, but no packet has it. */
function spanOf(lo: number, hi: number): Span | undefined {
  if (!Number.isInteger(lo) || lo < 0 || hi > MAX_PORT || hi < lo) return undefined;
  return { lo: Math.max(lo, MIN_PORT), hi };
}
