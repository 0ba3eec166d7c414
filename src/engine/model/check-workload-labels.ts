import type { Diagnostic } from './diagnostic.js';
import { byText } from './json-value.js';
import type { Workload } from './network-model.js';
import type { PodGroup } from './pod-group.js';
import { podSelectorsOf } from './policy-selectors.js';
import type { RawObject } from './raw-object.js';
import type { Selector } from './selector.js';

/**
 * Workloads of which a policy selects some pods and not others: one workload, two sets of permissions. Every pod is
 * evaluated with its own labels; a statement about the workload then holds for some of its pods only.
 */
export function checkWorkloadLabels(
  workloads: readonly Workload[],
  groups: readonly PodGroup[],
  byKind: ReadonlyMap<string, readonly RawObject[]>,
): Diagnostic[] {
  const divided = workloads.filter((workload) => workload.groups.length > 1);
  if (divided.length === 0) return [];
  const selectors = podSelectorsOf(byKind);
  return divided.flatMap((workload): Diagnostic[] => {
    const members = workload.groups.flatMap((index) => groups[index] ?? []);
    const dividing = selectors.filter((selector) => divides(selector, members));
    if (dividing.length === 0) return [];
    const keys = new Set(dividing.flatMap((selector) => selector.requirements.map((requirement) => requirement.key)));
    const { namespace, kind, name } = workload;
    const message = `pods of ${namespace}/${name} differ in labels a policy selects by (${[...keys].sort(byText).join(', ')}), so they do not all have the same permissions`;
    const object = { apiVersion: '', kind, namespace, name };
    return [{ severity: 'warning', code: 'WORKLOAD.LABELS_DIFFER', message, object, field: 'metadata.labels' }];
  });
}

function divides(selector: Selector, groups: readonly PodGroup[]): boolean {
  const [first, ...rest] = groups.map((group) => selector.matches(group.labels));
  return rest.some((matched) => matched !== first);
}
