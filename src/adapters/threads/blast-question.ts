import { type BlastAnswer, blastAnswer } from '#src/engine/questions/blast/blast-answer.js';
import type { BlastStart } from '#src/engine/questions/blast/blast-radius.js';
import { Problem } from '#src/lib/problem.js';
import { findEnd } from './find-end.js';
import type { LoadedSnapshot } from './loaded-snapshot.js';

/** Where a blast radius starts, what it follows, and how much of it to tell. */
export interface BlastQuestion {
  /** `namespace/pod`, `namespace/Kind/name` or `outside`. */
  readonly from: string;
  readonly direction: 'forward' | 'reverse';
  readonly hops?: number;
  readonly port?: { readonly protocol: 'TCP' | 'UDP' | 'SCTP'; readonly port: number };
  readonly limit: number;
  /** Chains are given for so many workloads. */
  readonly paths: number;
}

/** @throws Problem `INPUT.INVALID` when the snapshot has no such workload */
export function blast(snapshot: LoadedSnapshot, question: BlastQuestion): BlastAnswer {
  const { reachability: reach } = snapshot;
  const { direction, hops, port, limit, paths } = question;
  const radius = snapshot.blast.of(startOf(snapshot, question.from), {
    direction,
    ...(hops === undefined ? {} : { hops }),
    ...(port === undefined ? {} : { ports: reach.ports.of(port.protocol, port.port) }),
  });
  return blastAnswer(reach, radius, limit, paths);
}

function startOf({ reachability }: LoadedSnapshot, text: string): BlastStart {
  if (text === 'outside') return 'external';
  const found = findEnd(reachability.model, text, 'from');
  if ('ip' in found) throw Problem.field('from', `"${text}" is outside the cluster; write outside`);
  return { groups: found.groups };
}
