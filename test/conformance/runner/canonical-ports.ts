import type { PortsValue } from './case-file.js';

const LANES = ['TCP', 'UDP', 'SCTP'];
type Range = readonly [number, number];

/**
 * One text for one set of ports, whatever the order and cutting of its ranges: `all`, `none`, or
 * `TCP 80,443-444; UDP 53`. Entries with more than protocol and ranges (hosts, paths, names…) follow as JSON, sorted.
 */
export function canonicalPorts(ports: PortsValue): string {
  if (ports === 'All Connections') return 'all';
  if (!Array.isArray(ports)) return `all but (${canonicalPorts(ports.allBut)})`;
  const plain = new Map<string, Range[]>();
  const special: string[] = [];
  for (const entry of ports) {
    const { protocol, ranges = [], ...attributes } = entry;
    if (protocol === null || Object.keys(attributes).length > 0) {
      special.push(JSON.stringify({ protocol, ranges: merge(ranges).map(rangeText), ...sorted(attributes) }));
    } else {
      plain.set(protocol, [...(plain.get(protocol) ?? []), ...ranges]);
    }
  }
  const parts = [...plain]
    .map(([protocol, ranges]) => [protocol, merge(ranges)] as const)
    .filter(([, ranges]) => ranges.length > 0);
  if (special.length === 0 && parts.length === LANES.length && parts.every(isWholeLane)) return 'all';
  const texts = parts.map(([protocol, ranges]) => `${protocol} ${ranges.map(rangeText).join(',')}`).sort();
  return [...texts, ...special.sort()].join('; ') || 'none';
}

function isWholeLane([protocol, ranges]: readonly [string, readonly Range[]]): boolean {
  const [low, high] = ranges[0] ?? [1, 0];
  return LANES.includes(protocol) && low <= 1 && high >= 65_535;
}

function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1] + 1) merged[merged.length - 1] = [last[0], Math.max(last[1], high)];
    else merged.push([low, high]);
  }
  return merged;
}

function rangeText([low, high]: Range): string {
  return low === high ? String(low) : `${String(low)}-${String(high)}`;
}

function sorted(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes)
      .map(
        ([key, value]) => [key, Array.isArray(value) ? [...(value as unknown[])].map(String).sort() : value] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
