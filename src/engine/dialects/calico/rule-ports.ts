import { MAX_PORT, MIN_PORT, isTransport, type Lane } from '../../sets/protocol.js';
import type { PortClause } from '../policy.js';
import type { Lanes } from './lower-protocol.js';
import type { PortList } from './read-ports.js';
import { EVERY_PORT, type Span, subtractSpans } from './spans.js';

/** The numbers a port name has at one end, on one lane. */
export type PortNames = (lane: Lane, name: string) => readonly Span[];

/** The destination ports of a rule, before names are looked up. */
export interface RulePorts {
  readonly lanes: Lanes;
  readonly only: PortList | undefined;
  readonly not: PortList | undefined;
}

/** Does somebody have to look names up before the ports are known? Plain names can be left to the engine. */
export function needsNames({ only, not }: RulePorts, isPlain: boolean): boolean {
  const names = (only?.names.length ?? 0) > 0;
  return (not?.names.length ?? 0) > 0 || (names && (not !== undefined || !isPlain));
}

/** The ports at an end that calls them by these names; without `names` the engine looks them up. */
export function portClauses({ lanes, only, not }: RulePorts, names?: PortNames): PortClause[] {
  return [...lanes].flatMap(([lane, isWhole]): PortClause[] => {
    if (!isTransport(lane)) {
      // This lane has no ports, so what a list of ports leaves of it cannot be told.
      const certain = isWhole && only === undefined && not === undefined;
      return [{ kind: 'span', lane, lo: MIN_PORT, hi: MAX_PORT, certain }];
    }
    const spansOf = (list: PortList): Span[] => [
      ...list.spans,
      ...list.names.flatMap((name) => names?.(lane, name) ?? []),
    ];
    const spans = subtractSpans(only === undefined ? EVERY_PORT : spansOf(only), not === undefined ? [] : spansOf(not));
    return [
      ...spans.map(({ lo, hi }): PortClause => ({ kind: 'span', lane, lo, hi, certain: isWhole })),
      ...(names === undefined ? (only?.names ?? []) : []).map((name): PortClause => ({
        kind: 'named',
        protocol: lane,
        name,
      })),
    ];
  });
}
