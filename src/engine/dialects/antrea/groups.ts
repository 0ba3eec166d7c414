import { isCovered } from '../../model/coverage.js';
import type { RawObject } from '../../model/raw-object.js';
import { Selector } from '../../model/selector.js';
import type { Peer } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { readLabelSelector } from '../read-label-selector.js';
import { lowerIpBlock } from './ip-block.js';
import type { Places } from './places.js';
import { groupSchema } from './schema.js';

/** Groups may hold groups; Antrea allows one level, and a circle must end. */
const MAX_DEPTH = 5;

/** Resolves ClusterGroups, and the Groups of a namespace. */
export class Groups {
  constructor(private readonly places: Places) {}

  /**
   * Who is in a group. A group that does not exist has nobody in it.
   * @param own the namespace of a Group; empty for ClusterGroups
   */
  membersOf(name: string, own: string, field: string, problems: ProblemList, depth = 0): readonly Peer[] {
    const found = this.#find(name, own);
    if (found === null || depth > MAX_DEPTH) return [{ kind: 'anyone', certain: false }];
    if (found === undefined) {
      problems.warn(
        'POLICY.MISSING_GROUP',
        field,
        `there is no ${own === '' ? 'ClusterGroup' : 'Group'} ${name.slice(0, 80)}`,
      );
      return [];
    }
    const parsed = groupSchema.safeParse(found.spec ?? {});
    if (!parsed.success) {
      problems.refuse('POLICY.INVALID_GROUP', field, parsed.error);
      return [{ kind: 'anyone', certain: false }];
    }
    const { podSelector, namespaceSelector, externalEntitySelector, ipBlock, ipBlocks, serviceReference, childGroups } =
      parsed.data;
    const blocks = [...(ipBlock === undefined || ipBlock === null ? [] : [ipBlock]), ...(ipBlocks ?? [])];
    return [
      ...(childGroups ?? []).flatMap((child) => this.membersOf(child, own, field, problems, depth + 1)),
      ...blocks.map((block) => lowerIpBlock(block, field, problems)),
      ...(serviceReference === undefined || serviceReference === null
        ? []
        : [
            {
              kind: 'groups',
              groups: this.places.behind(serviceReference.namespace ?? own, serviceReference.name),
              certain: true,
            } as const,
          ]),
      ...(isSet(externalEntitySelector) ? [OUTSIDE_ENTITY] : []),
      ...(isSet(podSelector) || isSet(namespaceSelector)
        ? [this.#pods(podSelector, namespaceSelector, own, field, problems)]
        : []),
    ];
  }

  #pods(podSelector: unknown, namespaceSelector: unknown, own: string, field: string, problems: ProblemList): Peer {
    const pods = readLabelSelector(podSelector, `${field}.podSelector`, problems);
    const namespaces = isSet(namespaceSelector)
      ? readLabelSelector(namespaceSelector, `${field}.namespaceSelector`, problems)
      : undefined;
    if (pods === null || namespaces === null) return { kind: 'anyone', certain: false };
    const scope =
      namespaces === undefined && own !== ''
        ? ({ kind: 'own' } as const)
        : ({ kind: 'matching', selector: namespaces ?? Selector.everything } as const);
    return { kind: 'pods', selection: this.places.selection(scope, pods), certain: true };
  }

  /** Null when the groups could not all be read. */
  #find(name: string, own: string): RawObject | null | undefined {
    const kind = own === '' ? 'crd.antrea.io/ClusterGroup' : 'crd.antrea.io/Group';
    const { model } = this.places;
    const found = (model.objects.get(kind) ?? []).find(
      ({ metadata }) => metadata.name === name && (own === '' || (metadata.namespace ?? 'default') === own),
    );
    if (found !== undefined) return found;
    const state = model.coverage.get(kind);
    const isRead = state === undefined ? model.facts.origin === 'offline' : isCovered(state);
    return isRead ? undefined : null;
  }
}

/** Machines outside the cluster whose addresses no object here shows. */
const OUTSIDE_ENTITY: Peer = { kind: 'anyone', certain: false };

/** Is a field there at all? */
export function isSet<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}
