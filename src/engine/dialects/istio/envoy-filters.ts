import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import { asList, asStringMap, memberAt } from '../../model/json-value.js';
import { type ObjectRef, refOf } from '../../model/raw-object.js';
import type { Placed } from '../object-book.js';
import { hasLabels } from './peer-authentication.js';

interface EnvoyFilter {
  readonly ref: ObjectRef;
  readonly labels: ReadonlyMap<string, string>;
}

/** EnvoyFilters rewrite a proxy's configuration freely: nobody can say what their workloads still check. */
export class EnvoyFilters {
  readonly #byNamespace = new Map<string, EnvoyFilter[]>();

  constructor(
    objects: readonly Placed[],
    private readonly rootNamespace: string,
  ) {
    for (const { object, namespace } of objects) {
      // Filters with targets change gateways and waypoints only.
      if (asList(memberAt(object.spec, 'targetRefs')).length > 0) continue;
      const labels = asStringMap(memberAt(object.spec, 'workloadSelector', 'labels'));
      const own = this.#byNamespace.get(namespace);
      const filter = { ref: { ...refOf(object), namespace }, labels };
      if (own === undefined) this.#byNamespace.set(namespace, [filter]);
      else own.push(filter);
    }
  }

  /** The filters on the pods of one group: those of the root namespace and of its own. */
  on({ group }: Endpoint): readonly ObjectRef[] {
    return [...new Set([this.rootNamespace, group.namespace])].flatMap((space) =>
      (this.#byNamespace.get(space) ?? [])
        .filter(({ labels }) => hasLabels(group.labels, labels))
        .map(({ ref }) => ref),
    );
  }
}
