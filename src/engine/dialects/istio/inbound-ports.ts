import { MAX_PORT, MIN_PORT } from '../../sets/protocol.js';
import type { PodGroup } from '../../model/pod-group.js';
import type { Capture } from './capture-mode.js';
import { type MeshConfig, splitList } from './mesh-config.js';

/** Inclusive ports of one protocol. */
export interface PortSpan {
  readonly lo: number;
  readonly hi: number;
}

/** TCP ports whose traffic passes the proxy. */
export interface CapturedPorts {
  readonly spans: readonly PortSpan[];
  /** False when an annotation leaves open whether traffic arrives by a captured interface. */
  readonly certain: boolean;
}

/** Every TCP port. */
export const EVERY_PORT: readonly PortSpan[] = [{ lo: MIN_PORT, hi: MAX_PORT }];

/** Telemetry, health and status ports of the sidecar itself, which it never captures. */
const OWN_PORTS = [15_020, 15_021, 15_090];
const PREFIX = 'traffic.sidecar.istio.io/';

/** Which inbound TCP ports of a pod reach its proxy first (semantics 05 §2); other protocols never do. */
export function capturedPorts(
  { annotations }: PodGroup,
  { mode, assumed = false }: Capture,
  { capturesNothing }: MeshConfig,
): CapturedPorts {
  if (mode === 'gateway') return { spans: without(EVERY_PORT, assumed ? [] : OWN_PORTS), certain: true };
  if (mode === 'ambient') {
    return annotations['ambient.istio.io/bypass-inbound-capture'] === 'true'
      ? { spans: [], certain: true }
      : { spans: EVERY_PORT, certain: true };
  }
  if (mode !== 'sidecar') return { spans: [], certain: true };
  const interception = annotations['sidecar.istio.io/interceptionMode'] ?? (capturesNothing ? 'NONE' : 'REDIRECT');
  if (interception === 'NONE') return { spans: [], certain: true };
  const certain = (annotations[`${PREFIX}excludeInterfaces`] ?? '') === '';
  const included = annotations[`${PREFIX}includeInboundPorts`];
  if (included === undefined || included === '*') {
    const excluded = portsOf(annotations[`${PREFIX}excludeInboundPorts`]);
    return { spans: without(EVERY_PORT, assumed ? excluded : [...OWN_PORTS, ...excluded]), certain };
  }
  return { spans: merged(portsOf(included)), certain };
}

/** The port numbers of a comma-separated list; anything else in it is ignored, as the proxy's set-up does. */
export function portsOf(text: string | undefined): number[] {
  const numbers = splitList(text).filter((item) => /^\d{1,5}$/.test(item));
  return [...new Set(numbers.map(Number))].filter((port) => port >= MIN_PORT && port <= MAX_PORT).sort((a, b) => a - b);
}

/** Spans without some ports. */
export function without(spans: readonly PortSpan[], ports: readonly number[]): readonly PortSpan[] {
  let left = [...spans];
  for (const port of ports) {
    left = left.flatMap(({ lo, hi }) => {
      if (port < lo || port > hi) return [{ lo, hi }];
      return [
        { lo, hi: port - 1 },
        { lo: port + 1, hi },
      ].filter((span) => span.lo <= span.hi);
    });
  }
  return left;
}

/** Single ports as spans. Ascending and distinct in, so neighbours join. */
export function merged(ports: readonly number[]): readonly PortSpan[] {
  const spans: PortSpan[] = [];
  for (const port of ports) {
    const last = spans.at(-1);
    if (last?.hi === port - 1) spans[spans.length - 1] = { ...last, hi: port };
    else spans.push({ lo: port, hi: port });
  }
  return spans;
}

/** Do the spans contain the port? */
export function containsPort(spans: readonly PortSpan[], port: number): boolean {
  return spans.some(({ lo, hi }) => lo <= port && port <= hi);
}
