/**
 * Every background job by name, with what it carries. Payloads hold ids only: the row behind the id is the command,
 * so a forged, repeated or lost job changes nothing that PostgreSQL does not already ask for (reliability §2.1).
 */
export interface Jobs {
  /** Looks for due rows and turns them into the jobs below. */
  readonly tick: Readonly<Record<string, never>>;
  /** Takes the snapshot a run row asks for; `attempt` counts the attempts made before, as far as its asker knows. */
  readonly collect: { readonly runId: string; readonly attempt: number };
  /** Judges one committed snapshot. */
  readonly assess: { readonly clusterId: number; readonly seq: number };
  /** Fans outbox events out into deliveries. */
  readonly relay: Readonly<Record<string, never>>;
  /** Makes one attempt to deliver one event to one receiver. */
  readonly deliver: { readonly deliveryId: string };
  /** Writes the bytes of one export. */
  readonly export: { readonly exportId: string };
  /** Drops what is older than the configuration keeps. */
  readonly retention: Readonly<Record<string, never>>;
}

/** Name of a job; each has its own queue and exactly one processor. */
export type JobName = keyof Jobs;

/** All job names, for tests and for opening the queues. */
export const JOB_NAMES = [
  'tick',
  'collect',
  'assess',
  'relay',
  'deliver',
  'export',
  'retention',
] as const satisfies readonly JobName[];
