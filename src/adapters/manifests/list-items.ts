import { asRecord, asText, member } from '#src/engine/model/json-value.js';

/** True for `List` and the typed lists `kubectl get` prints (`PodList`, `NetworkPolicyList`). */
export function isList(value: unknown): boolean {
  const kind = asText(member(value, 'kind'));
  return kind?.endsWith('List') === true && Array.isArray(member(value, 'items'));
}

/**
 * The objects of a document: the document itself, or the items of a list, to any depth of lists in lists. Items of
 * typed lists usually leave out what the list already says, so they inherit its apiVersion and kind.
 */
export function* itemsOf(document: unknown): Generator {
  const stack: unknown[] = [document];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (Array.isArray(value)) stack.push(...[...(value as unknown[])].reverse());
    else if (isList(value)) stack.push(...inherit(value).reverse());
    else yield value;
  }
}

function inherit(list: unknown): unknown[] {
  const kind = (asText(member(list, 'kind')) ?? '').slice(0, -'List'.length);
  const apiVersion = asText(member(list, 'apiVersion'));
  const items = member(list, 'items') as readonly unknown[];
  return items.map((item) => {
    const record = asRecord(item);
    if (record === undefined || kind === '' || member(record, 'kind') !== undefined) return item ?? null;
    return { ...(apiVersion === undefined ? {} : { apiVersion }), kind, ...record };
  });
}
