import type { FlatEnd } from '#src/engine/questions/flat.js';

/** An end of a connection as answers write it: `namespace/Kind/name`, or address ranges. */
export function flatEndText(end: FlatEnd): string {
  return 'range' in end ? end.range : `${end.namespace}/${end.kind}/${end.name}`;
}
