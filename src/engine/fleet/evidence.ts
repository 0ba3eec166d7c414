import { type ObjectRef, type RawObject, refOf } from '../model/raw-object.js';

/** One thing that was seen, in one cluster, and what it says. */
export interface Evidence {
  /** Name of the cluster in which it was seen. */
  readonly cluster: string;
  /** The object that shows it; null when the absence of something, or a comparison, is what counts. */
  readonly object: ObjectRef | null;
  readonly text: string;
}

/** Evidence from an object. */
export function seen(cluster: string, object: RawObject, text: string): Evidence {
  return { cluster, object: refOf(object), text };
}

/** Evidence from several objects together, or from something that is not there. */
export function noted(cluster: string, text: string): Evidence {
  return { cluster, object: null, text };
}
