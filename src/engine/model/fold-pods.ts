import { AgentNodes } from './agent-nodes.js';
import { dropDerivedSlices } from './derived-slices.js';
import type { Diagnostic } from './diagnostic.js';
import { dropDuplicates, namespaceOf, sortByIdentity } from './duplicate-objects.js';
import { GroupBuilder, type PodObservation } from './group-builder.js';
import { asList, asStringRecord, asText, member, memberAt } from './json-value.js';
import { OwnerResolver } from './pod-owner.js';
import type { PodGroup, PodMember } from './pod-group.js';
import { readPodShape } from './pod-shape.js';
import { kindKey, refOf, type RawObject } from './raw-object.js';
import { strippableLabels } from './volatile-labels.js';
import { isController, templateOf } from './workload-template.js';

/** Pods and controllers folded into groups, and everything else. */
export interface FoldedObjects {
  readonly podGroups: PodGroup[];
  /** Every object that is not a pod or its short-lived controller, each once, sorted by kind, namespace, name. */
  readonly objects: RawObject[];
  readonly diagnostics: Diagnostic[];
}

/** How pods are folded. */
export interface FoldOptions {
  /** False reports a pod under its direct controller (ReplicaSet) even when the Deployment above it is known. Default true. */
  readonly resolveOwners?: boolean;
  /** True keeps pods that have finished; they hold no address any more, but published test suites count them. Default false. */
  readonly keepFinished?: boolean;
}

/**
 * Folds pods into groups that no policy can tell apart (storage 1c), so that replicas, rollouts and scaling change
 * neither what is stored nor any answer. Finished pods are left out; pending, unknown and terminating ones stay, since
 * they can still send.
 * Offline input has templates instead of pods: a controller without an observed pod contributes its template, with two
 * members when it wants more than one replica.
 */
export function foldPods(
  input: readonly RawObject[],
  origin: 'live' | 'offline',
  options: FoldOptions = {},
): FoldedObjects {
  const { objects, diagnostics } = dropDuplicates(input);
  const owners = new OwnerResolver(objects, { resolve: options.resolveOwners ?? true, guess: origin === 'live' });
  const builder = new GroupBuilder(strippableLabels(objects));
  const observed = new Set<string>();
  const agents = new AgentNodes();
  for (const object of objects) {
    if (!isPod(object)) continue;
    const pod = observe(object, owners);
    const finished = options.keepFinished !== true && isFinished(object);
    if (!finished) builder.add(pod);
    if (pod.owner.kind === 'DaemonSet') agents.add(object, pod);
    // A Job whose pods are done is over; any other controller will create its pods again.
    if (!finished || pod.owner.kind === 'Job') observed.add(workloadKey(pod.namespace, pod.owner.kind, pod.owner.name));
  }
  if (origin === 'offline') {
    const { templates, unreadable } = readTemplates(objects, owners, observed);
    for (const template of templates) builder.add(template);
    diagnostics.push(...unreadable);
  }
  const rest = objects
    .filter((object) => !isPod(object) && !(isController(object) && object.kind !== 'DaemonSet'))
    .map((object) => (object.kind === 'DaemonSet' ? agents.annotate(object) : object));
  return { podGroups: builder.build(), objects: sortByIdentity(dropDerivedSlices(rest)), diagnostics };
}

function isPod(object: RawObject): boolean {
  return kindKey(object.apiVersion, object.kind) === 'core/Pod';
}

function isFinished(pod: RawObject): boolean {
  const phase = member(pod.status, 'phase');
  return phase === 'Succeeded' || phase === 'Failed';
}

function observe(pod: RawObject, owners: OwnerResolver): PodObservation {
  const namespace = namespaceOf(pod) ?? 'default';
  const node = asText(member(pod.spec, 'nodeName'));
  const listed = asList(member(pod.status, 'podIPs')).flatMap((item) => asText(member(item, 'ip')) ?? []);
  const single = asText(member(pod.status, 'podIP'));
  const shape = readPodShape(pod.spec);
  return {
    namespace,
    owner: owners.ownerOf(pod, namespace),
    labels: pod.metadata.labels ?? {},
    annotations: asStringRecord({ ...pod.metadata.annotations, ...shape.variables }),
    shape,
    members: [
      {
        name: pod.metadata.name,
        ips: listed.length > 0 || single === undefined ? listed : [single],
        ...(node === undefined ? {} : { node }),
      },
    ],
    fromTemplate: false,
  };
}

function readTemplates(objects: readonly RawObject[], owners: OwnerResolver, observed: ReadonlySet<string>) {
  const controllers = objects.filter(isController);
  const present = new Set(
    controllers.map((object) => workloadKey(namespaceOf(object), object.kind, object.metadata.name)),
  );
  const templates: PodObservation[] = [];
  const unreadable: Diagnostic[] = [];
  for (const object of controllers) {
    const namespace = namespaceOf(object) ?? 'default';
    if (observed.has(workloadKey(namespace, object.kind, object.metadata.name))) continue;
    if (owners.isControlled(object, (kind, name) => present.has(workloadKey(namespace, kind, name)))) continue;
    const template = templateOf(object);
    if (template === undefined) {
      unreadable.push(noTemplate(object));
      continue;
    }
    const shape = readPodShape(template.spec);
    templates.push({
      namespace,
      owner: { kind: object.kind, name: object.metadata.name },
      labels: template.labels,
      annotations: asStringRecord({ ...template.annotations, ...shape.variables }),
      shape,
      members: syntheticMembers(object.metadata.name, template.replicas),
      fromTemplate: true,
    });
  }
  return { templates, unreadable };
}

function syntheticMembers(name: string, replicas: 1 | 2): PodMember[] {
  return Array.from({ length: replicas }, (_, index) => ({ name: `${name}-${String(index + 1)}`, ips: [] }));
}

function noTemplate(object: RawObject): Diagnostic {
  const field = object.kind === 'CronJob' ? 'spec.jobTemplate.spec.template' : 'spec.template';
  const found = memberAt(object.spec, 'template') === undefined ? 'is missing' : 'is not an object';
  return {
    severity: 'error',
    code: 'WORKLOAD.NO_TEMPLATE',
    message: `${field} ${found}, so the pods of this ${object.kind} are not known; add the pod template`,
    object: refOf(object),
    field,
    ...(object.source === undefined ? {} : { source: object.source }),
  };
}

function workloadKey(namespace: string | undefined, kind: string, name: string): string {
  return `${namespace ?? 'default'}\n${kind}\n${name}`;
}
