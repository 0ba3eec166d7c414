import { namespaceOf } from './duplicate-objects.js';
import type { GroupLookup } from './group-lookup.js';
import { asList, asPort, asText, asTextList, member } from './json-value.js';
import type { EntryTarget } from './network-model.js';
import { readProtocol } from './protocol.js';
import type { RawObject } from './raw-object.js';
import { declares } from './target-port.js';

/** A pod port that a hand-made endpoint points at. */
export interface ManualTarget extends EntryTarget {
  /** Name of the Service port it belongs to; empty when the Service has one unnamed port. */
  readonly portName: string;
}

/** Hand-made endpoints, by the Service they belong to. Addresses that are no pod's lead outside and are not listed. */
export interface ManualEndpoints {
  of(namespace: string, service: string): readonly ManualTarget[];
}

/** Reads EndpointSlices and Endpoints that were written by hand or by a controller other than Kubernetes' own. */
export function manualEndpoints(objects: readonly RawObject[], lookup: GroupLookup): ManualEndpoints {
  const found = new Map<string, Map<string, ManualTarget>>();
  for (const object of objects) {
    const namespace = namespaceOf(object) ?? 'default';
    const service =
      object.kind === 'Endpoints' ? object.metadata.name : object.metadata.labels?.['kubernetes.io/service-name'];
    if (typeof service !== 'string') continue;
    const targets =
      object.kind === 'Endpoints' ? subsetTargets(object, namespace, lookup) : sliceTargets(object, namespace, lookup);
    const key = `${namespace}\n${service}`;
    const known = found.get(key) ?? new Map<string, ManualTarget>();
    for (const target of targets)
      known.set([target.group, target.protocol, target.port, target.portName].join('|'), target);
    found.set(key, known);
  }
  return { of: (namespace, service) => [...(found.get(`${namespace}\n${service}`)?.values() ?? [])] };
}

function sliceTargets(slice: RawObject, namespace: string, lookup: GroupLookup): ManualTarget[] {
  const groups = asList(slice['endpoints']).flatMap((endpoint) =>
    groupsBehind(member(endpoint, 'targetRef'), asTextList(member(endpoint, 'addresses')), namespace, lookup),
  );
  return targetsOf(groups, asList(slice['ports']), lookup);
}

function subsetTargets(endpoints: RawObject, namespace: string, lookup: GroupLookup): ManualTarget[] {
  return asList(endpoints['subsets']).flatMap((subset) => {
    const groups = asList(member(subset, 'addresses')).flatMap((item) =>
      groupsBehind(member(item, 'targetRef'), asTextList([member(item, 'ip')]), namespace, lookup),
    );
    return targetsOf(groups, asList(member(subset, 'ports')), lookup);
  });
}

function groupsBehind(
  targetRef: unknown,
  addresses: readonly string[],
  namespace: string,
  lookup: GroupLookup,
): readonly number[] {
  // The address decides where packets go; the reference is a comment, useful only when the pod's address is unknown.
  const byAddress = addresses.flatMap((address) => lookup.atAddress(address));
  if (byAddress.length > 0) return byAddress;
  const pod = member(targetRef, 'kind') === 'Pod' ? asText(member(targetRef, 'name')) : undefined;
  const group = pod === undefined ? undefined : lookup.ofPod(namespace, pod);
  return group === undefined ? [] : [group];
}

function targetsOf(groups: readonly number[], ports: readonly unknown[], lookup: GroupLookup): ManualTarget[] {
  return [...new Set(groups)].flatMap((index) =>
    ports.flatMap((item) => {
      const group = lookup.groups[index];
      const port = asPort(member(item, 'port'));
      const protocol = readProtocol(member(item, 'protocol'));
      if (group === undefined || port === undefined || protocol === undefined) return [];
      const portName = asText(member(item, 'name')) ?? '';
      return [{ group: index, protocol, port, portName, declared: declares(group, port, protocol) }];
    }),
  );
}
