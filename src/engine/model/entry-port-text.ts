import type { EntryPoint } from './network-model.js';

/** The outside port of an entry point for a reader: manifests often leave the node port for the cluster to choose. */
export function entryPortText({ port }: Pick<EntryPoint, 'port'>): string {
  return port === 0 ? '(port not yet chosen)' : String(port);
}
