import type { Serving } from './serving.js';
import type { Diagnostic } from './diagnostic.js';
import type { EntryTarget, NamespaceModel, ServiceModel, ServicePortModel } from './network-model.js';
import type { PodGroup } from './pod-group.js';
import type { ObjectRef, RawObject } from './raw-object.js';
import { refOf } from './raw-object.js';

/** What entry points are resolved against. */
export interface EntryContext {
  readonly objects: ReadonlyMap<string, readonly RawObject[]>;
  readonly namespaces: ReadonlyMap<string, NamespaceModel>;
  readonly groups: readonly PodGroup[];
  /** Manifests of an application rarely hold the controllers of its cluster; a live snapshot holds all of them. */
  readonly origin: 'live' | 'offline';
  /** Schemes of the nodes' providerIDs, e.g. `aws`. */
  readonly platforms: ReadonlySet<string>;
  /** By `namespace\nname`. */
  readonly services: ReadonlyMap<string, ServiceModel>;
  /** Who serves a class or a Gateway: thousands of routes share one, and the answer reads every pod group. */
  readonly serving: Map<string, Serving>;
  /** Where doors that lead nowhere are reported. */
  readonly diagnostics: Diagnostic[];
}

/** The Service a backend names; undefined when it is not in the snapshot. */
export function findService(context: EntryContext, namespace: string, name: string): ServiceModel | undefined {
  return context.services.get(`${namespace}\n${name}`);
}

/**
 * The ports of a Service a backend means: by number, by name, or by the number or name of a target port (accepted for
 * Ingress backends by older controllers). Undefined asks for every port.
 */
export function matchPorts(service: ServiceModel, port: number | string | undefined): readonly ServicePortModel[] {
  if (port === undefined) return service.ports;
  const exact = service.ports.filter((item) => item.port === port || item.name === port);
  if (exact.length > 0) return exact;
  return service.ports.filter((item) => item.targets.some((target) => target.port === port));
}

/** Reports a backend that names nothing in the snapshot. */
export function reportBackend(context: EntryContext, source: RawObject, field: string, message: string): void {
  context.diagnostics.push({
    severity: 'warning',
    code: 'ENTRY.BACKEND_MISSING',
    message,
    object: refOf(source),
    field,
    ...(source.source === undefined ? {} : { source: source.source }),
  });
}

/** Targets of several ports, each once, sorted by group, protocol and port. */
export function mergeTargets(ports: readonly ServicePortModel[]): readonly EntryTarget[] {
  const found = new Map<string, EntryTarget>();
  for (const port of ports) for (const target of port.targets) found.set(targetKey(target), target);
  return [...found.values()].sort((a, b) => a.group - b.group || a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
}

function targetKey(target: EntryTarget): string {
  return [target.group, target.protocol, target.port].join('|');
}

/** An object's reference with the namespace it really lives in. */
export function refIn(object: RawObject, namespace: string): ObjectRef {
  return { ...refOf(object), namespace };
}

/** The answer under this key, found once. */
export function servingOnce({ serving }: EntryContext, key: string, find: () => Serving): Serving {
  let known = serving.get(key);
  if (known === undefined) serving.set(key, (known = find()));
  return known;
}
