import type { ObjectRef, RawObject } from '../../model/raw-object.js';

/** One step of a what-if: put an object in place (added, or instead of the one of that name), or take one away. */
export type ObjectEdit = { readonly apply: RawObject } | { readonly remove: ObjectRef };

/** What an edit did. `unchanged`: an equal object was there already; `missing`: nothing of that name could be removed. */
export interface AppliedEdit {
  readonly ref: ObjectRef;
  readonly action: 'added' | 'replaced' | 'unchanged' | 'removed' | 'missing';
}
