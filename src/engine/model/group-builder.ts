import { asRecord, byText, recordOf } from './json-value.js';
import { byOwner, type PodOwner } from './pod-owner.js';
import type { PodGroup, PodMember } from './pod-group.js';
import type { PodShape } from './pod-shape.js';

/** One pod, or one pod template, about to join a group. */
export interface PodObservation {
  readonly namespace: string;
  readonly owner: PodOwner;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly shape: PodShape;
  readonly members: readonly PodMember[];
  readonly fromTemplate: boolean;
}

interface Group {
  readonly first: PodObservation;
  readonly labelKey: string;
  readonly images: Set<string>;
  readonly members: PodMember[];
}

/** Collects pods into groups that no policy can tell apart. */
export class GroupBuilder {
  readonly #groups = new Map<string, Group>();

  /** @param strip labels that are left out of the groups (see `strippableLabels`). */
  constructor(private readonly strip: ReadonlySet<string>) {}

  /** Adds one pod. */
  add(pod: PodObservation): void {
    const labels = this.#kept(pod.labels);
    const labelKey = JSON.stringify(Object.entries(labels));
    const key = JSON.stringify([
      pod.namespace,
      pod.owner.kind,
      pod.owner.name,
      labelKey,
      pod.shape.serviceAccount,
      pod.shape.hostNetwork,
      pod.shape.ports,
      pod.shape.automountToken,
      Object.entries(pod.annotations),
      pod.shape.proxies,
    ]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { first: { ...pod, labels }, labelKey, images: new Set(), members: [] };
      this.#groups.set(key, group);
    }
    for (const image of pod.shape.images) group.images.add(image);
    group.members.push(...pod.members);
  }

  /** The groups, sorted by namespace, owner kind, owner name, labels and the rest of their identity. */
  build(): PodGroup[] {
    const sorted = [...this.#groups.entries()].sort(
      ([keyA, a], [keyB, b]) =>
        byText(a.first.namespace, b.first.namespace) ||
        byOwner(a.first.owner, b.first.owner) ||
        byText(a.labelKey, b.labelKey) ||
        byText(keyA, keyB),
    );
    return sorted.map(([, group]) => ({
      namespace: group.first.namespace,
      owner: group.first.owner,
      labels: group.first.labels,
      serviceAccount: group.first.shape.serviceAccount,
      hostNetwork: group.first.shape.hostNetwork,
      ports: group.first.shape.ports,
      images: [...group.images].sort(byText),
      automountToken: group.first.shape.automountToken,
      annotations: group.first.annotations,
      ...(group.first.shape.proxies.length === 0 ? {} : { proxies: group.first.shape.proxies }),
      members: group.members.sort((a, b) => byText(a.name, b.name)),
      fromTemplate: group.first.fromTemplate,
    }));
  }

  #kept(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const entries = Object.entries(asRecord(labels) ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && !this.strip.has(entry[0]),
    );
    return recordOf(entries.sort(([a], [b]) => byText(a, b)));
  }
}
