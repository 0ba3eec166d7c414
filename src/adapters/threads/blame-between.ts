import { type Blame, blame } from '#src/engine/questions/blame/blame.js';
import type { NamedEnd } from '#src/engine/questions/ends.js';
import { formatIp, parseIp } from '#src/engine/sets/ip-address.js';
import { Problem } from '#src/lib/problem.js';
import { findEnd } from './find-end.js';
import type { LoadedSnapshot } from './loaded-snapshot.js';

/** One connection whose change is to be explained. */
export interface BlameRequest {
  /** `namespace/name`, `namespace/Kind/name` or an IP address; it may exist in one of the two snapshots only. */
  readonly from: string;
  readonly to: string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

/** @throws Problem `INPUT.INVALID` when neither snapshot has such an end */
export function blameBetween(before: LoadedSnapshot, after: LoadedSnapshot, request: BlameRequest): Blame {
  const { protocol, port } = request;
  const named = (field: 'from' | 'to'): NamedEnd => namedEnd([after, before], request[field], field);
  return blame(before.facts, after.facts, { from: named('from'), to: named('to'), protocol, port });
}

function namedEnd(snapshots: readonly LoadedSnapshot[], text: string, field: string): NamedEnd {
  const address = parseIp(text);
  if (address !== null) return { ip: formatIp(address) };
  let missing: Problem | undefined;
  for (const { reachability } of snapshots) {
    try {
      findEnd(reachability.model, text, field);
      const [namespace = '', second = '', third] = text.split('/');
      return third === undefined ? { namespace, name: second } : { namespace, kind: second, name: third };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      missing ??= error;
    }
  }
  throw missing ?? Problem.field(field, `neither snapshot has "${text}"`);
}
