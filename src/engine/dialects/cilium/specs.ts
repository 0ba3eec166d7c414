import { asList } from '../../model/json-value.js';
import type { RawObject } from '../../model/raw-object.js';

/** One rule of a policy object: both `spec` and every entry of `specs` apply. */
export interface PlacedSpec {
  readonly object: RawObject;
  /** The policy's namespace; empty for cluster-wide policies. */
  readonly own: string;
  readonly field: string;
  readonly raw: unknown;
}

/** The rules of an object; an object without any is a rule nobody can read. */
export function specsOf(object: RawObject): readonly PlacedSpec[] {
  const own = object.kind === 'CiliumClusterwideNetworkPolicy' ? '' : (object.metadata.namespace ?? 'default');
  const single =
    object.spec === undefined || object.spec === null ? [] : [{ object, own, field: 'spec', raw: object.spec }];
  const specs = object['specs'];
  const many = asList(specs).map((raw, index) => ({ object, own, field: `specs[${String(index)}]`, raw }));
  const isOdd = specs !== undefined && specs !== null && !Array.isArray(specs);
  const all = [...single, ...many];
  return isOdd || all.length === 0 ? [...all, { object, own, field: isOdd ? 'specs' : 'spec', raw: specs }] : all;
}
