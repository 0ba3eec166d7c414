/** What the service tells its own processes while it happens; nothing depends on a message arriving. */
export interface Topics {
  /** A run moved on: ids only, the row has the details. */
  readonly 'run-progress': { readonly clusterUid: string; readonly runId: string };
  /** A snapshot was judged: scores and findings of the cluster may have changed. */
  readonly 'cluster-assessed': { readonly clusterUid: string; readonly clusterId: number; readonly seq: number };
}

/** Name of a topic. */
export type Topic = keyof Topics;

/**
 * Publish and subscribe between processes, at most once and without history. Two implementations: Redis, and
 * PostgreSQL's LISTEN/NOTIFY where no Redis is configured.
 */
export interface PubSub {
  /** Sends to every current subscriber; resolves when the server took it. */
  publish<T extends Topic>(topic: T, message: Topics[T]): Promise<void>;
  /** Calls `listener` for each message from now on, until the returned function is called. */
  subscribe<T extends Topic>(topic: T, listener: (message: Topics[T]) => void): Promise<() => void>;
  close(): Promise<void>;
}
