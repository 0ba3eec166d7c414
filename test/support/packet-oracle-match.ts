import { BlockList, isIP } from 'node:net';
import type { PodGroup } from '#src/engine/model/pod-group.js';

/** Yes, no, or not decidable. */
export type Tri = 'yes' | 'no' | 'maybe';

/** How the network plugin of a case reads policies. */
export interface Plugin {
  readonly ipBlocksMatchPods: boolean;
  readonly ipBlocksMatchNodes: 'yes' | 'no' | 'undefined';
  readonly hostNetworkAsPods: boolean;
  readonly endPort: boolean;
  readonly namedPorts: 'resolved' | 'whole-protocol' | 'refused';
  readonly sctpDoubtful: boolean;
  readonly numbersHidePortless: boolean;
  readonly selectorsMayMatchHostNetwork: boolean;
}

/** The far end as an ipBlock sees it. */
export interface Far {
  readonly kind: 'outside' | 'pod' | 'node';
  readonly ip?: string;
}

type Fields = Readonly<Record<string, unknown>>;

export function or(answers: readonly Tri[]): Tri {
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

export function and(a: Tri, b: Tri): Tri {
  return a === 'no' || b === 'no' ? 'no' : a === 'yes' && b === 'yes' ? 'yes' : 'maybe';
}

/** Does a label selector match? `known` limits which keys are known; others are undecidable. */
export function labelsMatch(
  selector: unknown,
  labels: ReadonlyMap<string, string>,
  known?: ReadonlySet<string>,
): Tri | 'invalid' {
  if (!isFields(selector)) return 'invalid';
  const { matchLabels, matchExpressions, ...others } = selector;
  if (Object.keys(others).length > 0) return 'invalid';
  if (isSet(matchLabels) && !isFields(matchLabels)) return 'invalid';
  if (isSet(matchExpressions) && !Array.isArray(matchExpressions)) return 'invalid';
  const expressions: unknown[] = [
    ...Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...(Array.isArray(matchExpressions) ? matchExpressions : []),
  ];
  const answers = expressions.map((expression) => expressionMatches(expression, labels, known));
  if (answers.includes('invalid')) return 'invalid';
  if (answers.includes('no')) return 'no';
  return answers.includes('maybe') ? 'maybe' : 'yes';
}

function expressionMatches(
  expression: unknown,
  labels: ReadonlyMap<string, string>,
  known?: ReadonlySet<string>,
): Tri | 'invalid' {
  if (!isFields(expression)) return 'invalid';
  const { key, operator, values, ...others } = expression;
  if (Object.keys(others).length > 0 || typeof key !== 'string' || !isLabelKey(key)) return 'invalid';
  if (isSet(values) && !Array.isArray(values)) return 'invalid';
  const list: unknown[] = Array.isArray(values) ? values : [];
  if (!list.every((value) => typeof value === 'string' && (value === '' || isLabelName(value)))) return 'invalid';
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (!takesValues && operator !== 'Exists' && operator !== 'DoesNotExist') return 'invalid';
  if (takesValues !== list.length > 0) return 'invalid';
  if (known !== undefined && !known.has(key)) return 'maybe';
  const present = labels.has(key);
  const listed = present && list.includes(labels.get(key));
  const met = operator === 'In' ? listed : operator === 'NotIn' ? !listed : operator === 'Exists' ? present : !present;
  return met ? 'yes' : 'no';
}

function isLabelKey(key: string): boolean {
  const parts = key.split('/');
  const name = parts.pop() ?? '';
  return (
    isLabelName(name) &&
    parts.length <= 1 &&
    parts.every((prefix) => /^[a-z0-9.-]+$/.test(prefix) && /^[a-z0-9]/.test(prefix))
  );
}

function isLabelName(name: string): boolean {
  return name.length <= 63 && /^[a-z\d](?:[\w.-]*[a-z\d])?$/i.test(name);
}

/** Is the far end's address in the block? */
export function addressInBlock(block: unknown, far: Far, plugin: Plugin): Tri {
  if (!isFields(block) || Object.keys(block).some((key) => key !== 'cidr' && key !== 'except')) return 'maybe';
  const { cidr, except } = block;
  if (
    typeof cidr !== 'string' ||
    (isSet(except) && !(Array.isArray(except) && except.every((hole) => typeof hole === 'string')))
  )
    return 'maybe';
  const net = subnet(cidr);
  if (net === null) return 'maybe';
  const holes = ((except ?? []) as string[]).map(subnet);
  const reading =
    far.kind === 'outside'
      ? 'yes'
      : far.kind === 'node'
        ? plugin.ipBlocksMatchNodes
        : plugin.ipBlocksMatchPods
          ? 'yes'
          : 'no';
  if (reading === 'no') return 'no';
  if (far.ip === undefined) return 'maybe';
  const { ip } = far;
  if (!net(ip) || holes.some((hole) => hole?.(ip) === true)) return 'no';
  return holes.includes(null) || reading === 'undefined' ? 'maybe' : 'yes';
}

function subnet(cidr: string): ((ip: string) => boolean) | null {
  const [address = '', prefix = '', ...rest] = cidr.split('/');
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  if (version === 0 || rest.length > 0 || !/^\d+$/.test(prefix) || Number(prefix) > bits || address.includes('%'))
    return null;
  if (String(Number(prefix)) !== prefix || /^::ffff:/i.test(address)) return null;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), version === 6 ? 'ipv6' : 'ipv4');
  return (ip) => isIP(ip) === version && list.check(ip, version === 6 ? 'ipv6' : 'ipv4');
}

/** Does one port entry match? `target` is the destination pod, when the destination is one. */
export function portMatches(
  entry: unknown,
  packet: { protocol: string; port: number },
  target: PodGroup | null,
  plugin: Plugin,
  siblings: readonly unknown[],
): Tri {
  if (!isFields(entry) || Object.keys(entry).some((key) => !['protocol', 'port', 'endPort'].includes(key)))
    return 'maybe';
  const { port, endPort } = entry;
  const protocol = entry['protocol'] ?? 'TCP';
  const isNumber = (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65_535;
  if (typeof protocol !== 'string' || !['TCP', 'UDP', 'SCTP'].includes(protocol)) return 'maybe';
  if (isSet(endPort) && !isNumber(endPort)) return 'maybe';
  if (isSet(port) && !isNumber(port) && !(typeof port === 'string' && isServiceName(port))) return 'maybe';
  if (packet.protocol !== protocol) return 'no';
  if (isSet(endPort) && (!isNumber(port) || !isNumber(endPort) || endPort < port)) return 'maybe';
  const sure: Tri = protocol === 'SCTP' && plugin.sctpDoubtful ? 'maybe' : 'yes';
  if (!isSet(port))
    return plugin.numbersHidePortless && siblings.some((other) => isNumeric(other, protocol)) ? 'maybe' : sure;
  if (typeof port === 'string') {
    if (plugin.namedPorts === 'whole-protocol') return 'maybe';
    return target?.ports.some((own) => own.name === port && own.protocol === protocol && own.port === packet.port) ===
      true
      ? 'yes'
      : 'no';
  }
  if (!isNumber(port)) return 'maybe';
  if (packet.port === port) return sure;
  const inRange = isNumber(endPort) && packet.port > port && packet.port <= endPort;
  return inRange ? (plugin.endPort ? sure : 'maybe') : 'no';
}

/** A readable numeric entry of the protocol that is not the whole protocol. */
function isNumeric(entry: unknown, protocol: string): boolean {
  if (!isFields(entry) || (entry['protocol'] ?? 'TCP') !== protocol || typeof entry['port'] !== 'number') return false;
  const { port, endPort } = entry;
  const fits = (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65_535;
  if (!fits(port) || (isSet(endPort) && (!fits(endPort) || (endPort as number) < port))) return false;
  return (
    !(port === 1 && endPort === 65_535) &&
    Object.keys(entry).every((key) => ['protocol', 'port', 'endPort'].includes(key))
  );
}

export function isServiceName(name: string): boolean {
  return (
    name.length <= 15 &&
    /[a-z]/.test(name) &&
    /^[a-z0-9-]+$/.test(name) &&
    !name.startsWith('-') &&
    !name.endsWith('-') &&
    !name.includes('--')
  );
}

function isSet(value: unknown): value is object | string | number | boolean {
  return value !== undefined && value !== null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
