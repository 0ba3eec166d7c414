import type { KubeObject } from './kube-object.js';
import type { ServedResource } from './served-resource.js';

interface Column {
  readonly name: string;
  readonly cell: (object: KubeObject) => string | number;
  /** Printed by `-o wide` only. */
  readonly wide?: boolean;
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((current, key) => (current as Record<string, unknown> | undefined | null)?.[key], value);
const text = (value: unknown, fallback = '<none>'): string =>
  typeof value === 'string' && value !== '' ? value : fallback;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const pairs = (value: unknown): string =>
  Object.entries((value as Record<string, string> | undefined) ?? {})
    .map(([key, item]) => `${key}=${item}`)
    .join(',') || '<none>';
const column = (name: string, cell: Column['cell'], wide = false): Column => ({ name, cell, wide });

const NAME = column('Name', ({ metadata }) => metadata.name);
const AGE = column('Age', ({ metadata }) => ageOf(metadata.creationTimestamp));

const COLUMNS: ReadonlyMap<string, readonly Column[]> = new Map([
  ['Pod', [
    NAME,
    column('Ready', (pod) => `${list(at(pod, 'spec', 'containers')).length}/${list(at(pod, 'spec', 'containers')).length}`),
    column('Status', (pod) => text(at(pod, 'status', 'phase'), 'Unknown')),
    column('Restarts', () => 0),
    AGE,
    column('IP', (pod) => text(at(pod, 'status', 'podIP')), true),
    column('Node', (pod) => text(at(pod, 'spec', 'nodeName')), true),
  ]],
  ['Namespace', [NAME, column('Status', () => 'Active'), AGE]],
  ['Node', [
    NAME,
    column('Status', () => 'Ready'),
    column('Roles', () => '<none>'),
    AGE,
    column('Version', (node) => text(at(node, 'status', 'nodeInfo', 'kubeletVersion'))),
  ]],
  ['Service', [
    NAME,
    column('Type', (service) => text(at(service, 'spec', 'type'), 'ClusterIP')),
    column('Cluster-IP', (service) => text(at(service, 'spec', 'clusterIP'))),
    column('External-IP', (service) => text(at(list(at(service, 'status', 'loadBalancer', 'ingress'))[0], 'ip'))),
    column('Port(s)', (service) => list(at(service, 'spec', 'ports')).map((port) => `${String(at(port, 'port'))}/${text(at(port, 'protocol'), 'TCP')}`).join(',')),
    AGE,
    column('Selector', (service) => pairs(at(service, 'spec', 'selector')), true),
  ]],
  ['NetworkPolicy', [NAME, column('Pod-Selector', (policy) => pairs(at(policy, 'spec', 'podSelector', 'matchLabels'))), AGE]],
  ['Ingress', [
    NAME,
    column('Class', (ingress) => text(at(ingress, 'spec', 'ingressClassName'))),
    column('Hosts', (ingress) => list(at(ingress, 'spec', 'rules')).map((rule) => text(at(rule, 'host'), '*')).join(',') || '*'),
    column('Address', () => ''),
    column('Ports', () => '80'),
    AGE,
  ]],
  ['Deployment', [NAME, column('Ready', replicas), column('Up-to-date', wanted), column('Available', wanted), AGE]],
  ['StatefulSet', [NAME, column('Ready', replicas), AGE]],
  ['ReplicaSet', [NAME, column('Desired', wanted), column('Current', wanted), column('Ready', wanted), AGE]],
  ['DaemonSet', [NAME, column('Desired', wanted), column('Current', wanted), column('Ready', wanted), AGE]],
]); // prettier-ignore

/** Objects as the `Table` that kubectl asks for and prints. */
export function tableOf({ kind, custom }: ServedResource, objects: readonly KubeObject[], metadata: object): object {
  const columns = (custom ? undefined : COLUMNS.get(kind)) ?? [NAME, AGE];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name, wide }) => ({
      name,
      type: name === 'Restarts' ? 'integer' : 'string',
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority: wide === true ? 1 : 0,
    })),
    rows: objects.map((object) => ({ cells: columns.map(({ cell }) => cell(object)), object: partialOf(object) })),
  };
}

/** An object's metadata alone. */
export function partialOf({ metadata }: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function wanted(object: KubeObject): number {
  const count = at(object, 'spec', 'replicas') ?? at(object, 'status', 'desiredNumberScheduled');
  return typeof count === 'number' ? count : 1;
}

function replicas(object: KubeObject): string {
  return `${wanted(object)}/${wanted(object)}`;
}

/** As kubectl shortens it: days from two on, then hours, then minutes. */
function ageOf(created: string | undefined): string {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(created ?? '')) / 60_000));
  if (!Number.isFinite(minutes)) return '<unknown>';
  if (minutes < 120) return `${minutes}m`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 1440)}d`;
}
