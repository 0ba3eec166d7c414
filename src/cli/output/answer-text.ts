import type { FlatEnd, FlatFlow } from '#src/engine/questions/flat.js';
import { endpointText } from './endpoint-names.js';

/** `namespace/name`, or what stands for an end outside. */
export function endText(end: FlatEnd): string {
  if (!('range' in end)) return `${end.namespace}/${end.name}`;
  return end.range === 'outside' ? 'outside' : end.range.split(', ').map(endpointText).join(', ');
}

/** Ports that certainly pass, then those that perhaps do. */
export function flowText(flow: FlatFlow | null): string {
  if (flow === null || flow.may === '') return '-';
  if (flow.must === flow.may) return portsWords(flow.must);
  return flow.must === ''
    ? `perhaps ${portsWords(flow.may)}`
    : `${portsWords(flow.must)}; perhaps ${portsWords(flow.may)}`;
}

function portsWords(ports: string): string {
  return ports === 'all' ? 'all ports' : ports;
}

/** One JSON document. */
export function jsonText(answer: unknown): string {
  return `${JSON.stringify(answer, null, 2)}\n`;
}
