import type { PodGroup } from '../../model/pod-group.js';
import { asText, member } from '../../model/json-value.js';

/** Names the secondary networks a pod joins (network plumbing working group, de facto standard). */
const NETWORKS = 'k8s.v1.cni.cncf.io/networks';

/** Names the networks a MultiNetworkPolicy is about. */
const POLICY_FOR = 'k8s.v1.cni.cncf.io/policy-for';

/** `namespace/name` of every attachment of a pod; null when its annotation cannot be read. */
export function attachmentsOf({ annotations, namespace }: PodGroup): readonly string[] | null {
  const text = Object.hasOwn(annotations, NETWORKS) ? (annotations[NETWORKS] ?? '').trim() : '';
  if (text === '') return [];
  return text.startsWith('[') ? fromJson(text, namespace) : fromList(text, namespace);
}

/** `namespace/name` of every network a policy is about. */
export function networksOfPolicy(
  annotations: Readonly<Record<string, string>> | undefined,
  namespace: string,
): readonly string[] {
  const text = annotations !== undefined && Object.hasOwn(annotations, POLICY_FOR) ? annotations[POLICY_FOR] : '';
  return fromList(text ?? '', namespace);
}

/** `[namespace/]name[@interface]`, separated by commas. */
function fromList(text: string, namespace: string): string[] {
  const names = text.split(',').flatMap((item) => {
    const [name = ''] = item.trim().split('@');
    if (name === '') return [];
    return [name.includes('/') ? name : `${namespace}/${name}`];
  });
  return [...new Set(names)].sort();
}

/** The JSON form: objects with name and namespace. */
function fromJson(text: string, namespace: string): string[] | null {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(list)) return null;
  const names = list.map((item: unknown) => {
    const name = asText(member(item, 'name'));
    return name === undefined ? null : `${asText(member(item, 'namespace')) ?? namespace}/${name}`;
  });
  return names.includes(null) ? null : [...new Set(names.filter((name) => name !== null))].sort();
}
