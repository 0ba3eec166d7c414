import { type RawObject, refOf } from '../../model/raw-object.js';
import type { Selector } from '../../model/selector.js';
import type { Policy } from '../policy.js';
import type { Placed } from '../object-book.js';
import { readLabelSelector } from '../read-label-selector.js';
import { type PortSpan, EVERY_PORT, merged } from '../port-list.js';
import type { Proxy } from './proxies.js';
import { serverSchema } from './schema.js';
import { isKnownVersion } from './versions.js';

/** A Server: a port of some pods that only authorized clients reach (semantics 06 §A3). */
export interface Server {
  readonly object: RawObject;
  readonly ref: Policy['ref'];
  readonly namespace: string;
  /** Null when it selects no pods at all, undefined when nobody knows which. */
  readonly pods: Selector | null | undefined;
  /** A number, the name of a container port, or undefined when nobody knows. */
  readonly port: number | string | undefined;
  /** Do routes count, or is traffic opaque to the proxy? */
  readonly isHttp: boolean;
  readonly accessPolicy: string | undefined;
}

/** Reads a Server; what cannot be read may be any port of any pod of the namespace. */
export function readServer({ object, namespace, problems }: Placed): Server {
  const ref = { ...refOf(object), namespace };
  const unread: Server = { object, ref, namespace, pods: undefined, port: undefined, isHttp: true, accessPolicy: '' };
  if (!isKnownVersion(object, problems)) return unread;
  const spec = serverSchema.safeParse(object.spec);
  if (!spec.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', spec.error);
    return unread;
  }
  const { podSelector, port, proxyProtocol, accessPolicy } = spec.data;
  const selectsPods = podSelector !== undefined && podSelector !== null;
  const pods = selectsPods ? (readLabelSelector(podSelector, 'spec.podSelector', problems) ?? undefined) : null;
  const isHttp = proxyProtocol !== 'opaque' && proxyProtocol !== 'TLS';
  return { object, ref, namespace, pods, port, isHttp, accessPolicy: accessPolicy ?? undefined };
}

/** The ports of one pod a Server stands for; a name may mean several TCP ports, or none. */
export function portsOfServer({ port }: Server, { group }: Proxy): readonly PortSpan[] {
  if (port === undefined) return EVERY_PORT;
  if (typeof port === 'number') return [{ lo: port, hi: port }];
  const named = group.ports.filter(({ name, protocol }) => name === port && protocol === 'TCP');
  return merged(named.map((own) => ({ lo: own.port, hi: own.port })));
}
