import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startJudgedApi, type JudgedApi } from '../support/judged-api.js';
import { fence } from '../support/shop-cluster.js';

let api: JudgedApi;
let auditor: string;
let tenant: string;

beforeAll(async () => {
  api = await startJudgedApi();
  auditor = await api.key('auditor');
  tenant = await api.key('tenant-viewer', ['shop']);
}, 120_000);

afterAll(async () => {
  await api.close();
});

const policy = JSON.stringify(fence('shop'));

describe('exposure', () => {
  it('tells how open every workload is, page by page', async () => {
    const { body } = await api.rest('get', `/clusters/${api.clusterId}/exposure?first=1`, auditor).expect(200);
    expect(body.items).toHaveLength(1);
    const one = await api
      .rest('get', `/clusters/${api.clusterId}/exposure?workload=blog/wordpress`, auditor)
      .expect(200);
    expect(one.body.items).toMatchObject([
      { workload: 'blog/Pod/wordpress', ingress: { protected: 'yes', entireCluster: { must: '', may: '' } } },
    ]);
  });
});

describe('blast radius', () => {
  it('follows connections and proves each with a chain', async () => {
    const { body } = await api.rest('get', `/clusters/${api.clusterId}/blast-radius?from=outside`, auditor).expect(200);
    expect(body.targets).toContainEqual(
      expect.objectContaining({
        workload: 'shop/Pod/web',
        must: 1,
        path: [expect.objectContaining({ from: 'outside', to: 'shop/Pod/web', ports: 'all' })],
      }),
    );
    expect(body.targets.map((target: { workload: string }) => target.workload)).not.toContain('blog/Pod/wordpress');
  });

  it('goes back in time and bounds hops', async () => {
    const [first] = api.snapshots;
    const { body: snapshot } = await api.rest('get', `/snapshots/${first?.id ?? ''}`, auditor).expect(200);
    const at = encodeURIComponent(snapshot.observedAt);
    const path = `/clusters/${api.clusterId}/blast-radius?from=shop/web&hops=1&at=${at}`;
    const { body } = await api.rest('get', path, auditor).expect(200);
    expect(body.targets.map((target: { workload: string }) => target.workload)).toContain('blog/Pod/wordpress');
  });
});

describe('what-if', () => {
  it('answers what a policy would close and stores nothing', async () => {
    const before = await api.rest('get', `/clusters/${api.clusterId}/snapshots`, auditor).expect(200);
    const { body } = await api
      .rest('post', `/clusters/${api.clusterId}/what-if`, auditor)
      .send({ manifests: policy })
      .expect(200);
    expect(body).toMatchObject({ applied: [{ object: 'NetworkPolicy/shop/fence', action: 'added' }], isEmpty: false });
    expect(body.outsideWorkloads).toBe(1);
    const after = await api.rest('get', `/clusters/${api.clusterId}/snapshots`, auditor).expect(200);
    expect(after.body.items).toHaveLength(before.body.items.length);
  });

  it('opens what removing a policy opens', async () => {
    const { body } = await api
      .rest('post', `/clusters/${api.clusterId}/what-if`, auditor)
      .send({ remove: ['NetworkPolicy/blog/fence'] })
      .expect(200);
    expect(body.must.added).toBeGreaterThan(0);
  });
});

describe('blame', () => {
  it('names the policy that closed a connection', async () => {
    const newest = api.snapshots.at(-1)?.id ?? '';
    const { body } = await api
      .rest('get', `/snapshots/${newest}/blame?from=shop/web&to=blog/wordpress&port=80`, auditor)
      .expect(200);
    expect(body).toMatchObject({
      base: 1,
      head: 2,
      before: 'allowed',
      after: 'denied',
      causes: [{ change: 'added', object: 'NetworkPolicy/blog/fence' }],
      minimal: true,
    });
  });
});

describe('explain', () => {
  it('gives every decision and what stands behind the verdict', async () => {
    const path = `/clusters/${api.clusterId}/explain?from=shop/web&to=blog/wordpress&port=80`;
    const { body } = await api.rest('get', path, auditor).expect(200);
    expect(body).toMatchObject({
      verdict: 'denied',
      enforcement: 'enforced-deny',
      ingress: { decisions: [{ by: 'unmatched', effect: 'deny', policies: ['NetworkPolicy/blog/fence'] }] },
    });
  });
});

describe('the same in GraphQL', () => {
  it('answers all four questions', async () => {
    const { data, errors } = await api.graphql(
      auditor,
      `query ($cluster: ID!, $snapshot: ID!, $manifests: String!) {
        exposure(cluster: $cluster, first: 2) { edges { node { workload ingress { protected entireCluster { must } } } } }
        blastRadius(cluster: $cluster, input: { from: "outside" }) { must targets { workload path { to ports } } }
        whatIf(cluster: $cluster, input: { manifests: $manifests }) { isEmpty must { removed } }
        blame(snapshot: $snapshot, input: { from: "shop/web", to: "blog/wordpress", port: 80 }) { causes { object } }
      }`,
      { cluster: api.clusterId, snapshot: api.snapshots.at(-1)?.id, manifests: policy },
    );
    expect(errors).toEqual([]);
    expect(data.exposure.edges).toHaveLength(2);
    expect(data.blastRadius.must).toBeGreaterThan(0);
    expect(data.whatIf.isEmpty).toBe(false);
    expect(data.blame.causes).toEqual([{ object: 'NetworkPolicy/blog/fence' }]);
  });
});

describe('who may not ask, and what cannot be asked', () => {
  it.each([
    ['get', 'exposure'],
    ['get', 'blast-radius?from=outside'],
    ['post', 'what-if'],
  ] as const)('%s %s is closed to tenants', async (method, path) => {
    await api.rest(method, `/clusters/${api.clusterId}/${path}`, tenant).expect(403);
  });

  it('a key that sees some tenants only reads no name of a neighbour', async () => {
    const restricted = await api.key('analyst', ['shop']);
    const { text } = await api
      .rest('get', `/clusters/${api.clusterId}/blast-radius?from=shop/web`, restricted)
      .expect(200);
    const list = await api.rest('get', `/clusters/${api.clusterId}/connectivity`, restricted).expect(200);
    const exposure = await api.rest('get', `/clusters/${api.clusterId}/exposure`, restricted).expect(200);
    expect(text + list.text + exposure.text).not.toMatch(/blog|wordpress/);
    expect(list.text).toContain('shop/Pod/web');
    await api.rest('get', `/clusters/${api.clusterId}/blast-radius?from=blog/wordpress`, restricted).expect(422);
    await api.rest('post', `/clusters/${api.clusterId}/what-if`, restricted).send({ manifests: policy }).expect(403);
  });

  it.each([
    ['get', 'blast-radius?from=shop/nobody', undefined, 'from'],
    ['get', 'blast-radius?from=outside&hops=0', undefined, 'hops'],
    ['get', 'exposure?workload=shop/nobody', undefined, 'workload'],
    ['post', 'what-if', {}, 'manifests'],
    ['post', 'what-if', { manifests: 'kind: [' }, 'manifests'],
    ['post', 'what-if', { remove: ['NetworkPolicy/shop/none'] }, 'remove.0'],
    ['post', 'what-if', { remove: ['none'] }, 'remove.0'],
  ] as const)('%s %s refuses bad input and names the field', async (method, path, body, field) => {
    const call = api.rest(method, `/clusters/${api.clusterId}/${path}`, auditor);
    const { body: problem } = await (body === undefined ? call : call.send(body)).expect(422);
    expect(JSON.stringify(problem)).toContain(`"${field}"`);
  });

  it.each(['exposure', 'blast-radius?from=outside'])('%s of an unknown cluster is not found', async (path) => {
    await api.rest('get', `/clusters/00000000-0000-4000-8000-000000000000/${path}`, auditor).expect(404);
  });

  it('blame of an unknown snapshot is not found', async () => {
    const path = '/snapshots/00000000-0000-4000-8000-000000000000/blame?from=shop/web&to=blog/wordpress&port=80';
    await api.rest('get', path, auditor).expect(404);
  });
});
