import type { Verdict } from '../isolation/crossing.js';
import { isTransport } from '../sets/protocol.js';
import type { Explanation } from './explanation.js';

/**
 * The answer to one packet. What a NetworkPolicy means for ICMP and other protocols without ports is undefined, so they
 * are unknown as soon as either end is isolated (semantics 01 §6, §8).
 */
export function verdictOn({ must, may, egress, ingress }: Explanation, protocol: string, port: number): Verdict {
  if (!isTransport(protocol)) {
    const isPlain = [egress, ingress].every((end) => end === null || end.isolated === 'no');
    return isPlain && must.contains(protocol) ? 'allowed' : 'unknown';
  }
  if (must.contains(protocol, port)) return 'allowed';
  return may.contains(protocol, port) ? 'unknown' : 'denied';
}
