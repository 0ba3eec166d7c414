import { byText } from './json-value.js';
import type { OwnerReference, RawObject } from './raw-object.js';

/** The controller findings speak about. */
export interface PodOwner {
  readonly kind: string;
  readonly name: string;
}

/** Short-lived controllers that exist only on behalf of another one. */
const INTERMEDIATE = new Set(['ReplicaSet', 'Job', 'VirtualMachineInstance']);
const HASH_LABELS = ['pod-template-hash', 'rollouts-pod-template-hash'] as const;
const MAX_HOPS = 4;

/** Finds the top owner of pods with the help of the ReplicaSets and Jobs of the same snapshot. */
export class OwnerResolver {
  readonly #controllers = new Map<string, OwnerReference>();

  /**
   * @param objects everything read from the cluster; ReplicaSets, Jobs and VirtualMachineInstances in it are looked through.
   * @param options `resolve: false` stops at the pod's direct controller (the identities of the conformance format);
   * `guess` takes a ReplicaSet whose object is missing for one of a Deployment when name and template hash fit.
   */
  constructor(
    objects: readonly RawObject[],
    private readonly options: { readonly resolve: boolean; readonly guess: boolean },
  ) {
    for (const object of objects) {
      const controller = INTERMEDIATE.has(object.kind) ? controllerOf(object) : undefined;
      if (controller !== undefined)
        this.#controllers.set(ownerKey(object.metadata.namespace, object.kind, object.metadata.name), controller);
    }
  }

  /** The owner a pod is reported under; a pod without a controller owns itself. */
  ownerOf(pod: RawObject, namespace: string): PodOwner {
    const direct = controllerOf(pod);
    if (direct === undefined) return { kind: 'Pod', name: this.options.resolve ? bareName(pod) : pod.metadata.name };
    const owner = { kind: direct.kind === '' ? 'Pod' : direct.kind, name: direct.name };
    // An instance of a virtual machine is never a workload of its own beside its machine.
    const climbs = this.options.resolve || owner.kind === 'VirtualMachineInstance';
    return climbs ? this.#climb(owner, pod, namespace) : owner;
  }

  /** True when the object is controlled by another object of the snapshot's workload kinds. */
  isControlled(object: RawObject, isPresent: (kind: string, name: string) => boolean): boolean {
    const controller = controllerOf(object);
    return controller !== undefined && isPresent(controller.kind, controller.name);
  }

  #climb(start: PodOwner, pod: RawObject, namespace: string): PodOwner {
    let owner = start;
    for (let hop = 0; hop < MAX_HOPS && INTERMEDIATE.has(owner.kind); hop++) {
      const next = this.#controllers.get(ownerKey(namespace, owner.kind, owner.name));
      if (next === undefined) return this.options.guess ? guessDeployment(owner, pod) : owner;
      owner = { kind: next.kind, name: next.name };
    }
    return owner;
  }
}

/** The one owner reference that controls the object. Static pods are controlled by their node, which is no workload. */
function controllerOf(object: RawObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true && owner.kind !== 'Node');
}

/** Static pods carry their node's name as a suffix: without it the same pod on every node is one workload. */
function bareName(pod: RawObject): string {
  const node = pod.metadata.ownerReferences?.find((owner) => owner.kind === 'Node')?.name;
  const { name } = pod.metadata;
  return node !== undefined && name.endsWith(`-${node}`) ? name.slice(0, -node.length - 1) : name;
}

function guessDeployment(owner: PodOwner, pod: RawObject): PodOwner {
  if (owner.kind !== 'ReplicaSet') return owner;
  for (const label of HASH_LABELS) {
    const hash = pod.metadata.labels?.[label];
    if (typeof hash === 'string' && hash !== '' && owner.name.endsWith(`-${hash}`)) {
      return {
        kind: label === 'pod-template-hash' ? 'Deployment' : 'Rollout',
        name: owner.name.slice(0, -hash.length - 1),
      };
    }
  }
  return owner;
}

function ownerKey(namespace: string | undefined, kind: string, name: string): string {
  return `${namespace ?? 'default'}\n${kind}\n${name}`;
}

/** Orders owners by kind and name. */
export function byOwner(a: PodOwner, b: PodOwner): number {
  return byText(a.kind, b.kind) || byText(a.name, b.name);
}
