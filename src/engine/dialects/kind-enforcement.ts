import type { CniEngine } from '../model/network-model.js';

/** Does the cluster's network plugin act on a kind of policy at all, and what says so? */
export interface KindEnforcement {
  /** `mesh`: the proxies of a service mesh enforce it, whatever the plugin does. */
  readonly enforced: 'yes' | 'no' | 'unknown' | 'mesh';
  /** Empty unless it is `no` or `unknown`. */
  readonly because: string;
}

/** One engine and its switches; undefined when they were not seen. */
export interface EngineFacts {
  readonly engine: CniEngine;
  readonly switches: ReadonlyMap<string, string> | undefined;
}
