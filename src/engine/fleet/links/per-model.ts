import type { NetworkModel } from '../../model/network-model.js';

/** Computes something once for each model, however many pairs of clusters it is in. */
export function remember<T>(compute: (model: NetworkModel) => T): (model: NetworkModel) => T {
  const known = new WeakMap<NetworkModel, { readonly answer: T }>();
  return (model) => {
    let entry = known.get(model);
    if (entry === undefined) known.set(model, (entry = { answer: compute(model) }));
    return entry.answer;
  };
}
