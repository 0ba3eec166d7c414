import { MAX_PORT, MIN_PORT } from '../sets/protocol.js';
import type { PortClause } from './policy.js';

/** Inclusive range of TCP ports. */
export interface PortSpan {
  readonly lo: number;
  readonly hi: number;
}

/** Every TCP port. */
export const EVERY_PORT: readonly PortSpan[] = [{ lo: MIN_PORT, hi: MAX_PORT }];

const ENTRY = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** Reads `80,443,8000-8100` as annotations write it; null when some entry is no port. */
export function readPortList(text: string): readonly PortSpan[] | null {
  const entries = text.split(',').map((entry) => entry.trim());
  const spans: PortSpan[] = [];
  for (const entry of entries) {
    if (entry === '') continue;
    const match = ENTRY.exec(entry);
    const lo = Number(match?.[1] ?? 0);
    const hi = Number(match?.[2] ?? lo);
    if (lo < MIN_PORT || hi > MAX_PORT || hi < lo) return null;
    spans.push({ lo, hi });
  }
  return merged(spans);
}

/** The ports of `spans` that are not in `holes`; sorted. */
export function withoutPorts(spans: readonly PortSpan[], holes: readonly PortSpan[]): readonly PortSpan[] {
  return holes.reduce<readonly PortSpan[]>(
    (left, hole) =>
      left.flatMap(({ lo, hi }) =>
        [
          { lo, hi: Math.min(hi, hole.lo - 1) },
          { lo: Math.max(lo, hole.hi + 1), hi },
        ].filter((part) => part.lo <= part.hi),
      ),
    spans,
  );
}

/** The ports both lists hold. */
export function commonPorts(a: readonly PortSpan[], b: readonly PortSpan[]): readonly PortSpan[] {
  return withoutPorts(a, withoutPorts(EVERY_PORT, b));
}

/** The ports as clauses of a rule. */
export function tcpClauses(spans: readonly PortSpan[], certain = true): PortClause[] {
  return spans.map(({ lo, hi }) => ({ kind: 'span', lane: 'TCP', lo, hi, certain }));
}

/** Equal lists have equal texts. */
export function textOfPorts(spans: readonly PortSpan[]): string {
  return spans.map(({ lo, hi }) => `${String(lo)}-${String(hi)}`).join(',');
}

/** Sorted, disjoint and not adjacent. */
export function merged(spans: readonly PortSpan[]): readonly PortSpan[] {
  const result: PortSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.lo - b.lo || a.hi - b.hi)) {
    const last = result.at(-1);
    if (last === undefined || span.lo > last.hi + 1) result.push(span);
    else if (span.hi > last.hi) result[result.length - 1] = { lo: last.lo, hi: span.hi };
  }
  return result;
}
