import { afterAll, describe, expect, it } from 'vitest';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { EngineThreads, type SnapshotSource } from './engine-threads.js';
import type { UploadedManifests } from './tasks.js';

const threads = new EngineThreads({ size: 1 });
afterAll(() => threads.onApplicationShutdown());

const manifests = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: c, image: nginx, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: job, namespace: blog }
spec: { containers: [{ name: c, image: busybox }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: only-80, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 80 }] }] }
`;
const upload: UploadedManifests = { text: manifests, observedAt: '2026-11-22T03:00:00Z', clusterName: 'test' };
const { facts } = await threads.run('read-manifests', [], upload);

let loads = 0;
function source(key: string, from: SnapshotFacts = facts): SnapshotSource {
  return {
    key,
    load: () => {
      loads++;
      return Promise.resolve(from);
    },
  };
}

it('reads uploaded manifests in the thread', () => {
  expect(facts.podGroups.map(({ namespace }) => namespace)).toEqual(['blog', 'shop']);
});

describe('questions about a snapshot', () => {
  it('lists connections with what the filter names', async () => {
    const connections = await threads.run('connections', [source('1/1')], { from: 'blog', to: 'shop/web' });
    expect(connections).toEqual([
      {
        from: { namespace: 'blog', kind: 'Pod', name: 'job' },
        to: { namespace: 'shop', kind: 'Pod', name: 'web' },
        must: 'TCP 80',
        may: 'TCP 80',
      },
    ]);
  });

  it('explains what decided', async () => {
    const question = { from: 'blog/job', to: 'shop/Pod/web', protocol: 'TCP', port: 81 } as const;
    const answer = await threads.run('explain', [source('1/1')], question);
    expect(answer).toMatchObject({ verdict: 'denied', ingress: { isolated: 'yes' }, egress: { isolated: 'no' } });
    const allowed = await threads.run('explain', [source('1/1')], { ...question, port: 80 });
    expect(allowed).toMatchObject({
      verdict: 'allowed',
      ingress: { rules: [{ policy: { name: 'only-80' }, rule: 0, effect: 'allow' }] },
    });
  });

  it('compares two snapshots', async () => {
    const open: SnapshotFacts = { ...facts, objects: facts.objects.filter(({ kind }) => kind !== 'NetworkPolicy') };
    const changes = await threads.run('diff-connections', [source('1/1'), source('1/2', open)], {});
    expect(changes).toContainEqual(
      expect.objectContaining({
        type: 'changed',
        before: { must: 'TCP 80', may: 'TCP 80' },
        after: { must: 'all', may: 'all' },
      }),
    );
  });

  it('judges it', async () => {
    const tenancy = { tenants: [], rules: [{ tenant: 'shop', namespaceGlob: 'shop' }] };
    const assessment = await threads.run('assess', [source('1/1')], { tenancy, now: '2026-11-22T03:00:00Z' });
    expect(assessment.cluster.workloads).toBe(2);
    expect(assessment.scores.map(({ tenant }) => tenant)).toEqual(['shop']);
  });

  it('sends the facts of a snapshot once', async () => {
    loads = 0;
    await threads.run('connections', [source('9/9')], {});
    await threads.run('connections', [source('9/9')], {});
    expect(loads).toBe(1);
  });
});

describe('what goes wrong', () => {
  it('keeps the code of a problem', async () => {
    await expect(threads.run('connections', [source('1/1')], { from: 'shop/nobody' })).rejects.toMatchObject({
      code: 'INPUT.INVALID',
      facts: { fields: [{ field: 'from' }] },
    });
  });

  it('passes on why a snapshot cannot be loaded', async () => {
    const broken = { key: '7/7', load: () => Promise.reject(new TypeError('no such snapshot')) };
    await expect(threads.run('connections', [broken], {})).rejects.toThrow('no such snapshot');
  });

  it('stops a task that takes too long and goes on with the next', async () => {
    const long = `${'- [{[{'.repeat(20)}\n`.repeat(20_000);
    await expect(threads.run('read-manifests', [], { ...upload, text: long }, 1)).rejects.toMatchObject({
      code: 'SNAPSHOT.TOO_LARGE',
    });
    await expect(threads.run('connections', [source('1/1')], { from: 'blog', to: 'shop' })).resolves.toHaveLength(1);
  });

  it('ends a task that needs too much memory, not the process', async () => {
    const small = new EngineThreads({ size: 1, maxHeapMb: 32 });
    const text = `{apiVersion: v1, kind: Pod, spec: [${'{},'.repeat(1_500_000)}{}]}`;
    await expect(small.run('read-manifests', [], { ...upload, text })).rejects.toMatchObject({
      code: 'SNAPSHOT.TOO_LARGE',
    });
    await small.onApplicationShutdown();
  });

  it('takes no work after it was closed', async () => {
    const closed = new EngineThreads({ size: 1 });
    await closed.onApplicationShutdown();
    await expect(closed.run('read-manifests', [], upload)).rejects.toMatchObject({ code: 'DEPENDENCY.UNAVAILABLE' });
  });
});
