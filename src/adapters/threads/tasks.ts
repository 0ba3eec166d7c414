import { assembleFacts, type OfflineFacts } from '#src/adapters/manifests/offline-facts.js';
import { UPLOAD_LIMITS } from '#src/adapters/manifests/read-limits.js';
import { readManifests } from '#src/adapters/manifests/read-manifests.js';
import { assess, type AssessInput } from '#src/controls/assess.js';
import type { Assessment } from '#src/controls/assessment.js';
import { diffConnections } from '#src/engine/diff/diff-connections.js';
import type { Blame } from '#src/engine/questions/blame/blame.js';
import type { BlastAnswer } from '#src/engine/questions/blast/blast-answer.js';
import type { ExposureAnswer } from '#src/engine/questions/exposure-answer.js';
import { listConnections, nameOfWorkload } from '#src/engine/reachability/connections.js';
import { type BlameRequest, blameBetween } from './blame-between.js';
import { type BlastQuestion, blast } from './blast-question.js';
import { explainPair, type PairAnswer, type PairQuestion } from './explain-pair.js';
import { fleetPairCrossings, fleetWays } from './fleet-tasks.js';
import { type ExposureQuestion, exposures } from './exposure-question.js';
import { filterConnections, type ConnectionFilter } from './filter-connections.js';
import type { LoadedSnapshot } from './loaded-snapshot.js';
import { flatChange, flatConnection, type FlatChange, type FlatConnection } from './flat-connection.js';
import { type WhatIfAnswer, whatIfAnswer, type WhatIfQuestion } from './what-if-question.js';

/** Manifests a person uploaded. */
export interface UploadedManifests {
  readonly text: string;
  /** RFC 3339 time of the upload. */
  readonly observedAt: string;
  readonly clusterName: string;
}

/**
 * What engine threads can do: snapshots and options in, plain data out. Everything here runs inside a thread, so it may
 * take long, and its result is copied back.
 */
export const TASKS = {
  /** The judgement of one snapshot. */
  assess: ([snapshot]: Snapshots, options: Omit<AssessInput, 'facts'>): Assessment =>
    assess({ ...options, facts: the(snapshot).facts }),

  /** Connections that are or may be possible in one snapshot, sorted. */
  connections: ([snapshot]: Snapshots, filter: ConnectionFilter): FlatConnection[] => {
    const { reachability } = the(snapshot);
    return filterConnections(reachability, listConnections(reachability), filter).map(flatConnection);
  },

  /** Whether one port of one pair is open, and what decided at both ends. */
  explain: ([snapshot]: Snapshots, question: PairQuestion): PairAnswer =>
    explainPair(the(snapshot).reachability, question, () => the(snapshot).declared),

  /** How open workloads are to whom the snapshot does not hold; one of them, or all. */
  exposure: ([snapshot]: Snapshots, question: ExposureQuestion): ExposureAnswer[] =>
    exposures(the(snapshot).reachability, question),

  /** What can be reached over several connections. */
  blast: ([snapshot]: Snapshots, question: BlastQuestion): BlastAnswer => blast(the(snapshot), question),

  /** What a change would open and close. */
  'what-if': ([snapshot]: Snapshots, question: WhatIfQuestion): WhatIfAnswer =>
    whatIfAnswer(the(snapshot).reachability, question),

  /** Which change from the first snapshot to the second opened or closed a connection. */
  blame: ([before, after]: Snapshots, question: BlameRequest): Blame => blameBetween(the(before), the(after), question),

  /** Connections added, removed or changed from the first snapshot to the second. */
  'diff-connections': ([before, after]: Snapshots): FlatChange[] =>
    diffConnections(side(the(before)), side(the(after))).map(flatChange),

  /** Ways from the first cluster into the second, with overlaps of their address plans. */
  'fleet-ways': fleetWays,

  /** Crossings from the first cluster into the second. */
  'fleet-crossings': fleetPairCrossings,

  /** Facts of uploaded manifests; nothing in the text can throw. */
  'read-manifests': (_: Snapshots, { text, observedAt, clusterName }: UploadedManifests): OfflineFacts =>
    assembleFacts(readManifests([{ name: 'upload', content: text }], UPLOAD_LIMITS), { observedAt, clusterName }),
} as const;

/** Name of a task. */
export type TaskName = keyof typeof TASKS;
/** What a task takes beside its snapshots. */
export type TaskOptions<T extends TaskName> = Parameters<(typeof TASKS)[T]> extends [unknown, infer O] ? O : Nothing;
/** What a task answers. */
export type TaskResult<T extends TaskName> = ReturnType<(typeof TASKS)[T]>;

type Nothing = Readonly<Record<string, never>>;
type Snapshots = readonly LoadedSnapshot[];

function the(snapshot: LoadedSnapshot | undefined): LoadedSnapshot {
  if (snapshot === undefined) throw new TypeError('the task was given too few snapshots');
  return snapshot;
}

function side({ reachability }: LoadedSnapshot) {
  const workloads = new Set(reachability.model.workloads.map(nameOfWorkload));
  return { connections: listConnections(reachability), workloads };
}
