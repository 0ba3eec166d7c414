import type { MatchedGroups, PodSelection } from '../../endpoints/pod-selection.js';
import { Selector } from '../../model/selector.js';
import type { ProblemList } from '../problem-list.js';
import { readLabelSelector } from '../read-label-selector.js';
import { type Groups, isSet } from './groups.js';
import type { Places } from './places.js';
import { appliedToSchema } from './schema.js';

/** Pods or nodes that one entry of `appliedTo` protects. */
export type Subject =
  | { readonly kind: 'pods'; readonly selection: PodSelection }
  | { readonly kind: 'groups'; readonly groups: MatchedGroups }
  | { readonly kind: 'nodes'; readonly groups: MatchedGroups }
  /** Traffic from outside through the node ports of a Service, on its way to these pods. */
  | { readonly kind: 'node-port'; readonly groups: MatchedGroups };

/** What an appliedTo list needs to be read. */
export interface SubjectGround {
  readonly places: Places;
  readonly groups: Groups;
}

/** Lowers `appliedTo`; null entries stand for what nobody could read. */
export function lowerAppliedTo(
  raw: readonly unknown[],
  own: string,
  field: string,
  ground: SubjectGround,
  problems: ProblemList,
): readonly (Subject | null)[] {
  return raw.flatMap((entry, index) => lowerEntry(entry, own, `${field}[${String(index)}]`, ground, problems));
}

function lowerEntry(
  raw: unknown,
  own: string,
  field: string,
  { places, groups }: SubjectGround,
  problems: ProblemList,
): readonly (Subject | null)[] {
  const parsed = appliedToSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_SUBJECT', field, parsed.error);
    return [null];
  }
  const { podSelector, namespaceSelector, externalEntitySelector, group, serviceAccount, service, nodeSelector } =
    parsed.data;
  const selects = isSet(podSelector) || isSet(namespaceSelector);
  const ways = [
    selects,
    isSet(externalEntitySelector),
    isSet(group),
    isSet(serviceAccount),
    isSet(service),
    isSet(nodeSelector),
  ].filter(Boolean);
  if (ways.length !== 1) {
    problems.error(
      'POLICY.INVALID_SUBJECT',
      field,
      'needs one way of selecting: podSelector and namespaceSelector, group, serviceAccount, service or nodeSelector',
    );
    return [null];
  }
  // Machines outside the cluster are protected where they are.
  if (isSet(externalEntitySelector)) return [];
  if (isSet(serviceAccount))
    return [{ kind: 'groups', groups: places.withAccount(serviceAccount.namespace ?? own, serviceAccount.name) }];
  if (isSet(service)) return [{ kind: 'node-port', groups: places.behind(service.namespace ?? own, service.name) }];
  if (isSet(nodeSelector)) {
    const nodes = readLabelSelector(nodeSelector, `${field}.nodeSelector`, problems);
    return [nodes === null ? null : { kind: 'nodes', groups: places.onNodes(nodes) }];
  }
  if (isSet(group)) {
    return groups.membersOf(group, own, `${field}.group`, problems).flatMap((peer): (Subject | null)[] => {
      if (peer.kind === 'pods') return [{ kind: 'pods', selection: peer.selection }];
      if (peer.kind === 'groups') return [{ kind: 'groups', groups: peer.groups }];
      return peer.kind === 'anyone' ? [null] : [];
    });
  }
  const pods = readLabelSelector(podSelector, `${field}.podSelector`, problems);
  const namespaces = isSet(namespaceSelector)
    ? readLabelSelector(namespaceSelector, `${field}.namespaceSelector`, problems)
    : undefined;
  if (pods === null || namespaces === null) return [null];
  const scope =
    namespaces === undefined && own !== ''
      ? ({ kind: 'own' } as const)
      : ({ kind: 'matching', selector: namespaces ?? Selector.everything } as const);
  return [{ kind: 'pods', selection: places.selection(scope, pods) }];
}
