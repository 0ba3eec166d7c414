import { buildEntryPoints } from './build-entry-points.js';
import { buildNamespaces } from './build-namespaces.js';
import { buildNodes, platformsOf } from './build-nodes.js';
import { buildServices } from './build-services.js';
import { buildWorkloads, canonicalGroups } from './build-workloads.js';
import { checkKinds } from './check-kinds.js';
import { checkNetworkPolicies } from './check-network-policies.js';
import { checkSpecs } from './check-specs.js';
import { checkWorkloadLabels } from './check-workload-labels.js';
import { detectCni } from './cni.js';
import type { CollectionState } from './coverage.js';
import type { Diagnostic } from './diagnostic.js';
import { dropDuplicates, sortByIdentity } from './duplicate-objects.js';
import { GroupLookup } from './group-lookup.js';
import { KNOWN_KINDS } from './known-kinds.js';
import type { NetworkModel } from './network-model.js';
import { kindKey, type RawObject } from './raw-object.js';
import type { SnapshotFacts } from './snapshot-facts.js';
import { splitByAddress } from './split-by-address.js';

/**
 * Normalises what is known of one cluster: namespaces, pod groups, workloads, services, doors from outside and the
 * network plugin, with a diagnostic for everything that is wrong or not understood.
 * Never throws, whatever the objects contain, and gives equal models for equal facts.
 */
export function buildModel(facts: SnapshotFacts): NetworkModel {
  const { objects: unique, diagnostics } = dropDuplicates(facts.objects);
  const objects = sortByIdentity(unique);
  const byKind = indexByKind(objects);
  const groups = splitByAddress(canonicalGroups(facts.podGroups), byKind);
  const { workloads, workloadOf } = buildWorkloads(groups);
  const namespaces = buildNamespaces(objects, groups);
  const endpoints = [...(byKind.get('discovery.k8s.io/EndpointSlice') ?? []), ...(byKind.get('core/Endpoints') ?? [])];
  const services = buildServices(byKind.get('core/Service') ?? [], endpoints, new GroupLookup(groups));
  const coverage = readCoverage(facts);
  const nodes = buildNodes(byKind.get('core/Node') ?? []);
  const entryDiagnostics: Diagnostic[] = [];
  const entryPoints = buildEntryPoints({
    objects: byKind,
    namespaces,
    groups,
    origin: facts.origin,
    platforms: platformsOf(nodes),
    services: new Map(services.map((service) => [`${service.namespace}\n${service.name}`, service])),
    serving: new Map(),
    diagnostics: entryDiagnostics,
  });
  return {
    facts,
    namespaces,
    groups,
    workloads,
    workloadOf,
    services,
    entryPoints,
    nodes,
    cni: detectCni(facts, byKind, coverage, groups),
    objects: byKind,
    coverage,
    diagnostics: [
      ...diagnostics,
      ...checkKinds(byKind),
      ...checkSpecs(byKind),
      ...checkNetworkPolicies(byKind.get('networking.k8s.io/NetworkPolicy') ?? []),
      ...checkWorkloadLabels(workloads, groups, byKind),
      ...entryDiagnostics,
    ],
  };
}

function indexByKind(objects: readonly RawObject[]): ReadonlyMap<string, readonly RawObject[]> {
  const index = new Map<string, RawObject[]>();
  for (const object of objects) {
    const key = kindKey(object.apiVersion, object.kind);
    const list = index.get(key);
    if (list === undefined) index.set(key, [object]);
    else list.push(object);
  }
  return index;
}

/** Manifests are read whole: every known kind counts as complete unless the reader says that something was lost. */
function readCoverage(facts: SnapshotFacts): ReadonlyMap<string, CollectionState> {
  const coverage = new Map<string, CollectionState>();
  if (facts.origin === 'offline') for (const kind of KNOWN_KINDS.keys()) coverage.set(kind, 'COMPLETE');
  for (const entry of facts.coverage) coverage.set(entry.kind, entry.state);
  return coverage;
}
