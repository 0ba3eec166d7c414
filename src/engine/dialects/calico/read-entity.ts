import type { Family } from '../../sets/ip-address.js';
import { type IpRange, wholeFamily } from '../../sets/ip-range.js';
import type { FieldReader } from './field-reader.js';
import { type PortList, readPorts } from './read-ports.js';
import { readNet } from './read-net.js';
import { readNamespaceSelector, readSelector, readServiceAccountSelector } from './read-selector.js';
import { allOf, labelIn, type SelectorExpression } from './selector.js';
import { NAMESPACE_LABEL, SERVICE_ACCOUNT_LABEL } from './selector-scope.js';

/** One end of a rule (EntityRule), read but not yet matched against anything. */
export interface Entity {
  /** Undefined when the rule does not select by labels: then it means every packet. */
  readonly selector: SelectorExpression | undefined;
  readonly notSelector: SelectorExpression | undefined;
  readonly nets: readonly IpRange[];
  readonly notNets: readonly IpRange[];
  readonly ports: PortList | undefined;
  readonly notPorts: PortList | undefined;
  readonly service: { readonly namespace: string; readonly name: string } | undefined;
  /** Something here could not be read: the API would refuse the policy. */
  readonly isBroken: boolean;
  /** It may match less than what was read. */
  readonly isVague: boolean;
}

/** An end the rule says nothing about. */
export const ANY_ENTITY: Entity = {
  selector: undefined,
  notSelector: undefined,
  nets: [],
  notNets: [],
  ports: undefined,
  notPorts: undefined,
  service: undefined,
  isBroken: false,
  isVague: false,
};

const KNOWN: ReadonlySet<string> = new Set([
  'nets',
  'notNets',
  'selector',
  'notSelector',
  'namespaceSelector',
  'serviceAccounts',
  'ports',
  'notPorts',
  'services',
]);

/** Reads one end of a rule. `namespace` is the policy's own, empty for global policies (semantics 03 §5). */
export function readEntity(reader: FieldReader | undefined, namespace: string): Entity {
  if (reader === undefined) return ANY_ENTITY;
  const isVague = reader.hasOthers(KNOWN);
  const own = readSelector(reader, 'selector');
  const notSelector = readSelector(reader, 'notSelector');
  const namespaces = readNamespaceSelector(reader, true);
  const accounts = readServiceAccounts(reader.part('serviceAccounts'));
  const nets = readNets(reader, 'nets');
  const notNets = readNets(reader, 'notNets');
  const ports = readPorts(reader, 'ports');
  const notPorts = readPorts(reader, 'notPorts');
  const service = readService(reader, namespace);
  const isScoped = own !== undefined || accounts.selector !== undefined || notSelector !== undefined;
  const scope = namespaces ?? (namespace !== '' && isScoped ? labelIn(NAMESPACE_LABEL, [namespace]) : undefined);
  const parts = [scope, own, accounts.selector].filter((part) => part !== undefined);
  if (
    service !== undefined &&
    (parts.length > 0 ||
      notSelector !== undefined ||
      nets.length + notNets.length > 0 ||
      ports !== undefined ||
      notPorts !== undefined)
  ) {
    reader.refuse('services', 'services cannot be combined with selectors, nets or ports; write two rules');
  }
  return {
    selector: parts.length === 0 ? undefined : allOf(parts),
    notSelector,
    nets,
    notNets,
    ports,
    notPorts,
    service,
    isBroken: reader.isBroken || accounts.isBroken,
    isVague,
  };
}

interface Accounts {
  readonly selector: SelectorExpression | undefined;
  readonly isBroken: boolean;
}

/** Names are alternatives; the selector must match as well. */
function readServiceAccounts(reader: FieldReader | undefined): Accounts {
  if (reader === undefined) return { selector: undefined, isBroken: false };
  const isVague = reader.hasOthers(new Set(['names', 'selector']));
  const names = reader.texts('names');
  const selector = readServiceAccountSelector(reader, 'selector');
  const parts = [
    ...(names.length === 0 ? [] : [labelIn(SERVICE_ACCOUNT_LABEL, names)]),
    ...(selector === undefined ? [] : [selector]),
  ];
  return { selector: parts.length === 0 ? undefined : allOf(parts), isBroken: reader.isBroken || isVague };
}

function readNets(reader: FieldReader, name: string): readonly IpRange[] {
  return reader.texts(name).flatMap((text, index) => {
    const range = readNet(text);
    if (range !== null) return [range];
    reader.refuse(
      `${name}[${String(index)}]`,
      `"${text.slice(0, 60)}" is not a network; write a CIDR such as 10.0.0.0/8, or an address`,
      'POLICY.INVALID_CIDR',
    );
    return [];
  });
}

function readService(reader: FieldReader, own: string): Entity['service'] {
  const services = reader.part('services');
  if (services === undefined) return undefined;
  const name = services.text('name');
  const namespace = services.text('namespace') ?? own;
  if (services.hasOthers(new Set(['name', 'namespace'])) || services.isBroken) reader.isBroken = true;
  if (name === undefined || namespace === '') {
    reader.refuse('services', 'a service needs its name, and its namespace in a GlobalNetworkPolicy');
    return undefined;
  }
  return { namespace, name };
}

/** Does Felix render the rule for this address family at all? Lists of the other family only drop it (semantics 03 §5). */
export function isRendered({ nets, notNets }: Entity, family: Family): boolean {
  const own = notNets.filter((range) => range.family === family);
  const whole = wholeFamily(family);
  return (
    (nets.length === 0 || nets.some((range) => range.family === family)) &&
    (notNets.length === 0 || own.length > 0) &&
    !own.some(({ lo, hi }) => lo === whole.lo && hi === whole.hi)
  );
}
