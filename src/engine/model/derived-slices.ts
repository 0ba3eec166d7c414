import { asRecord, asText, member } from './json-value.js';
import { namespaceOf } from './duplicate-objects.js';
import type { RawObject } from './raw-object.js';

/**
 * Drops EndpointSlices and Endpoints that follow from a Service's selector and the pods: they change with every
 * rollout and say nothing new. Hand-made ones stay, because they can point anywhere.
 */
export function dropDerivedSlices(objects: readonly RawObject[]): RawObject[] {
  const selecting = new Set<string>();
  for (const object of objects) {
    if (object.kind === 'Service' && hasSelector(object))
      selecting.add(keyOf(namespaceOf(object), object.metadata.name));
  }
  return objects.filter((object) => !isDerived(object, selecting));
}

function isDerived(object: RawObject, selecting: ReadonlySet<string>): boolean {
  if (object.kind === 'Endpoints') return selecting.has(keyOf(namespaceOf(object), object.metadata.name));
  if (object.kind !== 'EndpointSlice') return false;
  const service = object.metadata.labels?.['kubernetes.io/service-name'];
  const manager = object.metadata.labels?.['endpointslice.kubernetes.io/managed-by'];
  return (
    typeof service === 'string' &&
    selecting.has(keyOf(namespaceOf(object), service)) &&
    (manager === 'endpointslice-controller.k8s.io' || manager === 'endpointslicemirroring-controller.k8s.io')
  );
}

function hasSelector(service: RawObject): boolean {
  const selector = asRecord(member(service.spec, 'selector'));
  return (
    selector !== undefined &&
    Object.keys(selector).length > 0 &&
    asText(member(service.spec, 'type')) !== 'ExternalName'
  );
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? 'default'}\n${name}`;
}
