import { describe, expect, it } from 'vitest';
import { projectObject } from './allow-list.js';
import { foldPods } from './fold-pods.js';
import type { RawObject } from './raw-object.js';

/** Reads objects as every reader does: through the allow-list. */
function objects(...inputs: unknown[]): RawObject[] {
  return inputs.flatMap((input) => projectObject(input) ?? []);
}

function pod(
  name: string,
  labels: Record<string, string>,
  more: { owner?: object; spec?: object; phase?: string; ip?: string } = {},
) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      labels,
      ...(more.owner === undefined ? {} : { ownerReferences: [more.owner] }),
    },
    spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'web:1', ports: [{ containerPort: 80 }] }], ...more.spec },
    status: { phase: more.phase ?? 'Running', podIPs: [{ ip: more.ip ?? '10.0.0.1' }] },
  };
}

const byReplicaSet = (hash: string) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name: `web-${hash}`,
  controller: true,
});
const replicaSet = (hash: string) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: `web-${hash}`,
    namespace: 'shop',
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }],
  },
  spec: { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } } },
});

const rollout = [
  replicaSet('a1'),
  replicaSet('b2'),
  pod('web-a1-x', { app: 'web', 'pod-template-hash': 'a1' }, { owner: byReplicaSet('a1') }),
  pod('web-b2-y', { app: 'web', 'pod-template-hash': 'b2' }, { owner: byReplicaSet('b2') }),
];

function policySelecting(key: string): object {
  return {
    apiVersion: 'example.org/v1',
    kind: 'TenantNetworkPolicy',
    metadata: { name: 'p', namespace: 'shop' },
    spec: { who: { where: `has(${key})` } },
  };
}

describe('foldPods on observed pods', () => {
  it('gives the pods of two rollouts of one Deployment one group under the Deployment', () => {
    const { podGroups, objects: rest } = foldPods(objects(...rollout), 'live');
    expect(podGroups).toHaveLength(1);
    expect(podGroups[0]).toMatchObject({
      namespace: 'shop',
      owner: { kind: 'Deployment', name: 'web' },
      labels: { app: 'web' },
      serviceAccount: 'default',
      ports: [{ protocol: 'TCP', port: 80 }],
      members: [{ name: 'web-a1-x' }, { name: 'web-b2-y' }],
      fromTemplate: false,
    });
    expect(rest).toEqual([]);
  });

  it('keeps the direct owner when owners are not to be resolved', () => {
    const { podGroups } = foldPods(objects(...rollout), 'offline', { resolveOwners: false });
    expect(podGroups.map((group) => group.owner.kind)).toEqual(['ReplicaSet', 'ReplicaSet']);
  });

  it('keeps a volatile label as soon as anything in the snapshot mentions it, even a kind nobody knows', () => {
    const { podGroups } = foldPods(objects(...rollout, policySelecting('pod-template-hash')), 'live');
    expect(podGroups.map((group) => group.labels['pod-template-hash'])).toEqual(['a1', 'b2']);
  });

  it('strips the other volatile labels when only one of them is mentioned', () => {
    const labels = { app: 'db', 'statefulset.kubernetes.io/pod-name': 'db-0', 'apps.kubernetes.io/pod-index': '0' };
    const { podGroups } = foldPods(
      objects(pod('db-0', labels), policySelecting('apps.kubernetes.io/pod-index')),
      'live',
    );
    expect({ ...podGroups[0]?.labels }).toEqual({ app: 'db', 'apps.kubernetes.io/pod-index': '0' });
  });

  it('guesses the Deployment from name and hash on a live cluster whose ReplicaSets could not be read', () => {
    const orphan = pod('web-a1-x', { 'pod-template-hash': 'a1' }, { owner: byReplicaSet('a1') });
    expect(foldPods(objects(orphan), 'live').podGroups[0]?.owner).toEqual({ kind: 'Deployment', name: 'web' });
    expect(foldPods(objects(orphan), 'offline').podGroups[0]?.owner).toEqual({ kind: 'ReplicaSet', name: 'web-a1' });
  });

  it.each([
    ['Succeeded', 0],
    ['Failed', 0],
    ['Pending', 1],
    ['Unknown', 1],
    ['Running', 1],
  ])('treats phase %s as %i pods', (phase, expected) => {
    expect(foldPods(objects(pod('p', {}, { phase })), 'live').podGroups).toHaveLength(expected);
  });

  it('keeps terminating pods, which still send', () => {
    const terminating = pod('p', {});
    Object.assign(terminating.metadata, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(foldPods(objects(terminating), 'live').podGroups).toHaveLength(1);
  });

  it('sees ports of sidecars but not of ordinary init containers', () => {
    const spec = {
      containers: [{ name: 'c', ports: [{ name: 'web', containerPort: 80 }] }],
      initContainers: [
        { name: 'mesh', restartPolicy: 'Always', ports: [{ name: 'admin', containerPort: 15000 }] },
        { name: 'setup', ports: [{ containerPort: 1 }] },
      ],
    };
    expect(foldPods(objects(pod('p', {}, { spec })), 'live').podGroups[0]?.ports).toEqual([
      { name: 'web', protocol: 'TCP', port: 80 },
      { name: 'admin', protocol: 'TCP', port: 15000 },
    ]);
  });

  it('gives ports of host network pods the host port the API server would set', () => {
    const spec = { hostNetwork: true, containers: [{ name: 'c', ports: [{ containerPort: 9100 }] }] };
    const group = foldPods(objects(pod('p', {}, { spec })), 'live').podGroups[0];
    expect(group).toMatchObject({ hostNetwork: true, ports: [{ port: 9100, hostPort: 9100 }] });
  });

  it('reports one static pod for the copies every node runs', () => {
    const onNode = (node: string) =>
      pod(
        `kube-proxy-${node}`,
        { k: 'proxy' },
        { owner: { apiVersion: 'v1', kind: 'Node', name: node, controller: true } },
      );
    const { podGroups } = foldPods(objects(onNode('n1'), onNode('n2')), 'live');
    expect(podGroups).toMatchObject([{ owner: { kind: 'Pod', name: 'kube-proxy' }, members: [{}, {}] }]);
  });

  it('separates pods that differ in labels, account, ports or host network', () => {
    const variants = [
      pod('a', { app: 'x' }, { owner: byReplicaSet('a1') }),
      pod('b', { app: 'y' }, { owner: byReplicaSet('a1') }),
      pod('c', { app: 'x' }, { owner: byReplicaSet('a1'), spec: { serviceAccountName: 'robot' } }),
      pod('d', { app: 'x' }, { owner: byReplicaSet('a1'), spec: { containers: [] } }),
      pod('e', { app: 'x' }, { owner: byReplicaSet('a1'), spec: { hostNetwork: true } }),
    ];
    expect(foldPods(objects(...variants), 'live').podGroups).toHaveLength(5);
  });
});

describe('foldPods on templates', () => {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  const controller = (apiVersion: string, kind: string, spec: object) => ({
    apiVersion,
    kind,
    metadata: { name: 'web' },
    spec,
  });

  it.each([
    ['Deployment', 'apps/v1', { template, replicas: 3 }, 2],
    ['Deployment of an old group', 'extensions/v1beta1', { template }, 1],
    ['StatefulSet', 'apps/v1', { template, replicas: 0 }, 1],
    ['DaemonSet', 'apps/v1', { template }, 1],
    ['ReplicaSet', 'apps/v1', { template, replicas: 1 }, 1],
    ['Job', 'batch/v1', { template, parallelism: 4 }, 2],
    ['CronJob', 'batch/v1', { jobTemplate: { spec: { template } } }, 1],
    ['ReplicationController', 'v1', { template, replicas: 2 }, 2],
    ['VirtualMachine', 'kubevirt.io/v1', { template }, 1],
  ])('%s becomes a group with synthetic members', (name, apiVersion, spec, members) => {
    const kind = name.split(' ')[0] ?? '';
    const { podGroups, diagnostics } = foldPods(objects(controller(apiVersion, kind, spec)), 'offline');
    expect(diagnostics).toEqual([]);
    expect(podGroups).toMatchObject([
      { namespace: 'default', owner: { kind, name: 'web' }, labels: { app: 'web' }, fromTemplate: true },
    ]);
    expect(podGroups[0]?.members).toHaveLength(members);
  });

  it('ignores templates on a live cluster, where pods are observed', () => {
    expect(foldPods(objects(controller('apps/v1', 'Deployment', { template })), 'live').podGroups).toEqual([]);
  });

  it('prefers observed pods over the template of their controller', () => {
    const deployment = {
      ...controller('apps/v1', 'Deployment', { template }),
      metadata: { name: 'web', namespace: 'shop' },
    };
    const { podGroups } = foldPods(objects(deployment, ...rollout), 'offline');
    expect(podGroups).toMatchObject([{ owner: { kind: 'Deployment', name: 'web' }, fromTemplate: false }]);
  });

  it('leaves out controllers that another controller of the input owns', () => {
    const cron = { ...controller('batch/v1', 'CronJob', { jobTemplate: { spec: { template } } }) };
    const job = {
      ...controller('batch/v1', 'Job', { template }),
      metadata: {
        name: 'web-1',
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'web', controller: true }],
      },
    };
    expect(foldPods(objects(cron, job), 'offline').podGroups.map((group) => group.owner.kind)).toEqual(['CronJob']);
  });

  it('says which controller has no pod template', () => {
    const { diagnostics } = foldPods(objects(controller('apps/v1', 'Deployment', {})), 'offline');
    expect(diagnostics).toMatchObject([{ severity: 'error', code: 'WORKLOAD.NO_TEMPLATE', field: 'spec.template' }]);
  });
});

describe('foldPods on the rest', () => {
  const service = (name: string, selector?: object) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { ...(selector === undefined ? {} : { selector }), ports: [{ port: 80 }] },
  });
  const slice = (name: string, serviceName: string, manager: string) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      namespace: 'shop',
      labels: { 'kubernetes.io/service-name': serviceName, 'endpointslice.kubernetes.io/managed-by': manager },
    },
    endpoints: [{ addresses: ['10.0.0.1'] }],
    ports: [{ port: 80 }],
  });

  it('drops EndpointSlices that follow from a selector and keeps hand-made ones', () => {
    const { objects: rest } = foldPods(
      objects(
        service('web', { app: 'web' }),
        service('legacy'),
        slice('web-1', 'web', 'endpointslice-controller.k8s.io'),
        slice('web-mine', 'web', 'me'),
        slice('legacy-1', 'legacy', 'endpointslice-controller.k8s.io'),
      ),
      'live',
    );
    const slices = rest.filter((object) => object.kind === 'EndpointSlice').map((object) => object.metadata.name);
    expect(slices).toEqual(['legacy-1', 'web-mine']);
  });

  it.each([
    ['the same object twice', 80, 'warning', 'OBJECT.REPEATED'],
    ['two objects of one name', 81, 'error', 'OBJECT.DUPLICATE'],
  ])('%s: keeps the last and says so', (_case, port, severity, code) => {
    const later = { ...service('web'), spec: { ports: [{ port }] } };
    const { objects: rest, diagnostics } = foldPods(objects(service('web'), later), 'offline');
    expect(rest).toHaveLength(1);
    expect(rest[0]?.spec).toMatchObject({ ports: [{ port }] });
    expect(diagnostics).toMatchObject([{ severity, code, object: { kind: 'Service', name: 'web' } }]);
  });

  it('gives equal results whatever the order of the input', () => {
    const input = objects(...rollout, service('web', { app: 'web' }), service('legacy'));
    const forward = foldPods(input, 'live');
    const backward = foldPods([...input].reverse(), 'live');
    expect(backward).toEqual(forward);
  });
});
