import { IpSet } from '../../sets/ip-set.js';
import { parseIp } from '../../sets/ip-address.js';
import { type IpRange, parseCidr } from '../../sets/ip-range.js';
import { MAX_PORT, MIN_PORT } from '../../sets/protocol.js';
import type { ProblemList } from '../problem-list.js';
import type { Attribute, AuthOperation, AuthRule, AuthSource, DestinationAddress } from './auth-rule.js';
import { conditionSchema, operationSchema, ruleSchema, sourceSchema } from './policy-schema.js';
import type { IdentityField, SourceAtom } from './source-atoms.js';

type Texts = readonly string[] | null | undefined;

const CODE = 'POLICY.INVALID_RULE';

/** Everything `when` asks, sorted by what it is about. */
interface When {
  readonly atoms: SourceAtom[];
  readonly operations: AuthOperation[];
  readonly destinations: DestinationAddress[];
  readonly attributes: Attribute[];
  isVoid: boolean;
}

/** Collects why a rule cannot be understood. */
class RuleReader {
  unreadable: string | undefined;

  constructor(
    readonly own: string,
    readonly problems: ProblemList,
  ) {}

  refuse(field: string, message: string): void {
    this.problems.error(CODE, field, message);
    this.unreadable ??= `${field}: ${message}`;
  }
}

/**
 * One rule of `spec.rules`; null when an unknown `when` key makes the whole rule void (semantics 05 §5).
 * @param own the policy's namespace, which bare service accounts mean
 */
export function readRule(raw: unknown, index: number, own: string, problems: ProblemList): AuthRule | null {
  const field = `spec.rules[${String(index)}]`;
  const reader = new RuleReader(own, problems);
  const parsed = ruleSchema.safeParse(raw ?? {});
  if (!parsed.success) {
    problems.refuse(CODE, field, parsed.error);
    return {
      index,
      sources: ANY_SOURCE,
      operations: ANY_OPERATION,
      destinations: [],
      unreadable: `${field} cannot be read`,
    };
  }
  const { from, to, when } = parsed.data;
  const sources = (from ?? []).map((item, at) =>
    readSource(item?.source, `${field}.from[${String(at)}].source`, reader),
  );
  const operations = (to ?? []).map((item, at) =>
    readOperation(item?.operation, `${field}.to[${String(at)}].operation`, reader),
  );
  const asked: When = { atoms: [], operations: [], destinations: [], attributes: [], isVoid: false };
  for (const [at, condition] of (when ?? []).entries())
    readCondition(condition, `${field}.when[${String(at)}]`, reader, asked);
  if (asked.isVoid) return null;
  const { unreadable } = reader;
  return {
    index,
    sources: (sources.length === 0 ? ANY_SOURCE : sources).map(({ atoms, attributes }) => ({
      atoms: [...atoms, ...asked.atoms],
      attributes: [...attributes, ...asked.attributes],
    })),
    operations: asked.operations.reduce<readonly AuthOperation[]>(
      (all, other) => all.map((operation) => both(operation, other)),
      operations.length === 0 ? ANY_OPERATION : operations,
    ),
    destinations: asked.destinations,
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

const ANY_SOURCE: readonly AuthSource[] = [{ atoms: [], attributes: [] }];
const ANY_OPERATION: readonly AuthOperation[] = [{ ports: null, notPorts: [], attributes: [] }];

function both(a: AuthOperation, b: AuthOperation): AuthOperation {
  return {
    ports: a.ports === null ? b.ports : b.ports === null ? a.ports : a.ports.filter((port) => b.ports?.includes(port)),
    notPorts: [...a.notPorts, ...b.notPorts],
    attributes: [...a.attributes, ...b.attributes],
  };
}

function readSource(raw: unknown, field: string, reader: RuleReader): AuthSource {
  const parsed = sourceSchema.safeParse(raw ?? {});
  if (!parsed.success) {
    reader.problems.refuse(CODE, field, parsed.error);
    reader.unreadable ??= `${field} cannot be read`;
    return { atoms: [], attributes: [] };
  }
  const source = parsed.data;
  const { own } = reader;
  return {
    atoms: [
      ...identityAtoms('principal', source.principals, source.notPrincipals, own),
      ...identityAtoms('namespace', source.namespaces, source.notNamespaces, own),
      ...identityAtoms('serviceAccount', source.serviceAccounts, source.notServiceAccounts, own),
      ...identityAtoms('trustDomain', source.trustDomains, source.notTrustDomains, own),
      ...addressAtoms(source.ipBlocks, source.notIpBlocks, field, reader),
    ],
    attributes: [
      ...attributes('request principal', source.requestPrincipals, source.notRequestPrincipals, true),
      ...attributes('original client address', source.remoteIpBlocks, source.notRemoteIpBlocks, false),
    ],
  };
}

function identityAtoms(field: IdentityField, values: Texts, notValues: Texts, own: string): SourceAtom[] {
  return [
    ...(isSet(values) ? [{ field, negated: false, values, own }] : []),
    ...(isSet(notValues) ? [{ field, negated: true, values: notValues, own }] : []),
  ];
}

function addressAtoms(values: Texts, notValues: Texts, field: string, reader: RuleReader): SourceAtom[] {
  return [
    ...(isSet(values) ? [addressAtom(values, false, field, reader)] : []),
    ...(isSet(notValues) ? [addressAtom(notValues, true, field, reader)] : []),
  ];
}

function addressAtom(blocks: readonly string[], negated: boolean, field: string, reader: RuleReader): SourceAtom {
  return { field: 'address', negated, set: readBlocks(blocks, field, reader), text: [...blocks].sort().join(' ') };
}

function readBlocks(blocks: readonly string[], field: string, reader: RuleReader): IpSet | null {
  const ranges: IpRange[] = [];
  for (const block of blocks) {
    const address = parseIp(block);
    const range =
      address === null ? parseCidr(block) : { family: address.family, lo: address.value, hi: address.value };
    if (range === null) {
      reader.refuse(field, `"${block}" is not an address or CIDR; write for example 10.0.0.0/8`);
      return null;
    }
    ranges.push(range);
  }
  return IpSet.of(ranges);
}

function readOperation(raw: unknown, field: string, reader: RuleReader): AuthOperation {
  const parsed = operationSchema.safeParse(raw ?? {});
  if (!parsed.success) {
    reader.problems.refuse(CODE, field, parsed.error);
    reader.unreadable ??= `${field} cannot be read`;
    return { ports: null, notPorts: [], attributes: [] };
  }
  const { hosts, notHosts, ports, notPorts, methods, notMethods, paths, notPaths } = parsed.data;
  return {
    ports: isSet(ports) ? readPorts(ports, `${field}.ports`, reader) : null,
    notPorts: readPorts(notPorts ?? [], `${field}.notPorts`, reader),
    attributes: httpAttributes({ hosts, notHosts, methods, notMethods, paths, notPaths }),
  };
}

/** One readable text such as `HTTP GET /info*` for all that a request must look like. */
function httpAttributes(
  fields: Readonly<Record<'hosts' | 'notHosts' | 'methods' | 'notMethods' | 'paths' | 'notPaths', Texts>>,
): Attribute[] {
  const words = [
    ...wordsOf('', fields.methods),
    ...wordsOf('not ', fields.notMethods),
    ...wordsOf('', fields.paths),
    ...wordsOf('not ', fields.notPaths),
    ...wordsOf('host ', fields.hosts),
    ...wordsOf('not host ', fields.notHosts),
  ];
  if (words.length === 0) return [];
  const { hosts, methods, paths, ...negative } = fields;
  const always = Object.values(negative).every((values) => !isSet(values)) && [hosts, methods, paths].every(isAny);
  const never =
    contradicts(hosts, fields.notHosts) ||
    contradicts(methods, fields.notMethods) ||
    contradicts(paths, fields.notPaths);
  const holds = never ? ({ holds: 'never' } as const) : always ? ({ holds: 'always' } as const) : {};
  return [{ text: `HTTP ${words.join(' ')}`, http: true, ...holds }];
}

/** Is every wanted value refused as well? */
function contradicts(values: Texts, notValues: Texts): boolean {
  return isSet(values) && isSet(notValues) && values.every((value) => notValues.some((other) => covers(other, value)));
}

/** Does a pattern match every text another one matches? Only where their forms show it. */
function covers(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === '*') return true;
  // Path templates are no plain texts.
  if (wide.includes('{') || narrow.includes('{')) return false;
  if (wide.endsWith('*')) return !narrow.startsWith('*') && narrow.startsWith(wide.slice(0, -1));
  return wide.startsWith('*') && !narrow.endsWith('*') && narrow.endsWith(wide.slice(1));
}

function isAny(values: Texts): boolean {
  return !isSet(values) || values.includes('*');
}

function wordsOf(prefix: string, values: Texts): string[] {
  return isSet(values) ? [`${prefix}${values.join(',')}`] : [];
}

function readPorts(texts: readonly string[], field: string, reader: RuleReader): number[] {
  return texts.flatMap((text) => {
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (port >= MIN_PORT && port <= MAX_PORT) return [port];
    reader.refuse(field, `"${text}" is not a port number; write a number from 1 to 65535 in quotes`);
    return [];
  });
}

const IDENTITY_KEYS: ReadonlyMap<string, IdentityField> = new Map([
  ['source.namespace', 'namespace'],
  ['source.principal', 'principal'],
  ['source.serviceAccount', 'serviceAccount'],
  ['source.trustDomain', 'trustDomain'],
]);

function readCondition(raw: unknown, field: string, reader: RuleReader, asked: When): void {
  const parsed = conditionSchema.safeParse(raw);
  if (!parsed.success) {
    reader.problems.refuse(CODE, field, parsed.error);
    reader.unreadable ??= `${field} cannot be read`;
    return;
  }
  const { key, values, notValues } = parsed.data;
  if (!isSet(values) && !isSet(notValues)) {
    reader.refuse(field, `the condition on ${key} has neither values nor notValues`);
    return;
  }
  const identity = IDENTITY_KEYS.get(key);
  if (identity !== undefined) asked.atoms.push(...identityAtoms(identity, values, notValues, reader.own));
  else if (key === 'source.ip') asked.atoms.push(...addressAtoms(values, notValues, field, reader));
  else if (key === 'destination.port') {
    asked.operations.push({
      ports: isSet(values) ? readPorts(values, field, reader) : null,
      notPorts: readPorts(notValues ?? [], field, reader),
      attributes: [],
    });
  } else if (key === 'destination.ip') {
    if (isSet(values)) asked.destinations.push({ negated: false, set: readBlocks(values, field, reader) });
    if (isSet(notValues)) asked.destinations.push({ negated: true, set: readBlocks(notValues, field, reader) });
  } else if (key === 'remote.ip' || key === 'connection.sni' || key.startsWith('experimental.envoy.filters.')) {
    asked.attributes.push(...attributes(key, values, notValues, false));
  } else if (isRequestKey(key)) {
    asked.attributes.push(...attributes(key, values, notValues, true));
  } else {
    reader.problems.warn(
      CODE,
      `${field}.key`,
      `"${key}" is not a condition Istio knows, so the whole rule has no effect`,
    );
    asked.isVoid = true;
  }
}

function isRequestKey(key: string): boolean {
  return (
    key === 'request.auth.principal' ||
    key === 'request.auth.audiences' ||
    key === 'request.auth.presenter' ||
    /^request\.(?:headers|auth\.claims)\[.+\]$/.test(key)
  );
}

function attributes(what: string, values: Texts, notValues: Texts, http: boolean): Attribute[] {
  const words = [...wordsOf('', values), ...wordsOf('not ', notValues)];
  return words.map((word) => ({ text: `${what} ${word}`, http }));
}

function isSet(values: Texts): values is readonly string[] {
  return values !== undefined && values !== null && values.length > 0;
}
