import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startJudgedApi, type JudgedApi } from '../support/judged-api.js';

let api: JudgedApi;

beforeAll(async () => {
  api = await startJudgedApi();
});
afterAll(() => api.close());

const get = async (path: string, status = 200) => (await api.rest('get', path, api.admin).expect(status)).body;

describe('reading a judged cluster over REST', () => {
  it('shows the cluster with what its assessment says', async () => {
    const cluster = await get(`/clusters/${api.clusterId}`);
    expect(cluster).toMatchObject({
      name: 'prod',
      state: 'ready',
      credentialType: 'token',
      sequence: 2,
      assessedSequence: 2,
      cni: 'calico',
      enforced: 'yes',
      stale: false,
    });
    expect(await get('/clusters/prod')).toEqual(cluster);
  });

  it('lists snapshots newest first, page by page', async () => {
    const first = await get(`/clusters/prod/snapshots?first=1`);
    expect(first.items.map((item: { sequence: number }) => item.sequence)).toEqual([2]);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await get(`/clusters/prod/snapshots?first=1&after=${String(first.pageInfo.endCursor)}`);
    expect(second.items.map((item: { sequence: number }) => item.sequence)).toEqual([1]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it('compares snapshots: objects, connections, findings and scores', async () => {
    const diff = await get(`/snapshots/${String(api.snapshots[1]?.id)}/diff?base=1`);
    expect(diff.objects).toEqual([
      { change: 'added', kind: 'networking.k8s.io/NetworkPolicy', namespace: 'blog', name: 'fence' },
    ]);
    expect(diff.flows.length).toBeGreaterThan(0);
    expect(diff.findings.some(({ type }: { type: string }) => type === 'resolved')).toBe(true);
    expect(diff.scores.some(({ tenant }: { tenant: string | null }) => tenant === 'blog')).toBe(true);
  });

  it('answers who could talk to whom, now and then', async () => {
    const now = await get('/clusters/prod/connectivity?from=blog&to=shop');
    expect(now.items).toEqual([]);
    const { body } = await api.rest('get', `/snapshots/${String(api.snapshots[0]?.id)}`, api.admin);
    const then = await get(`/clusters/prod/connectivity?from=blog&to=shop&at=${body.observedAt as string}`);
    expect(then.items).toEqual([
      { from: 'blog/Pod/wordpress', to: 'shop/Pod/web', must: expect.stringContaining('all'), may: expect.any(String) },
    ]);
  });

  it('explains a denied pair by the policy that denies it', async () => {
    const answer = await get('/clusters/prod/explain?from=blog/wordpress&to=shop/web&port=80');
    expect(answer).toMatchObject({ verdict: 'denied', sequence: 2 });
    expect(answer.egress.isolated).toBe('yes');
    expect(answer.egress.rules[0]).toMatchObject({ policy: 'NetworkPolicy/blog/fence', direction: 'egress' });
    expect(answer.ingress.isolated).toBe('no');
  });

  it('scores tenants, cluster and fleet with lines that add up', async () => {
    const { current, history } = await get('/tenants/shop/scores');
    expect(current[0]).toMatchObject({ tenant: 'shop', cluster: null });
    const inCluster = current.find((score: { cluster: { name: string } | null }) => score.cluster?.name === 'prod');
    const taken = inCluster.items.reduce((sum: number, { deduction }: { deduction: number }) => sum + deduction, 0);
    expect(100 - taken).toBeCloseTo(inCluster.lower, 1);
    expect(history.length).toBeGreaterThan(0);
    const { items } = await get('/clusters/prod/scores');
    expect(items.map((score: { tenant: string | null }) => score.tenant)).toEqual([null, 'blog', 'shop']);
    expect(await get('/fleet/score')).toMatchObject({ clusters: 1, assessed: 1, tenants: 2 });
  });

  it('lists crossings with a sentence and folds them into the matrix', async () => {
    const { items } = await get('/crossings?from=shop&to=blog');
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      cluster: { name: 'prod' },
      verdict: 'denied',
      sentence: 'shop cannot reach blog in prod',
    });
    const matrix = await get('/tenants/matrix');
    expect(matrix.parties.slice(0, 2)).toEqual(['blog', 'shop']);
    expect(matrix.cells).toContainEqual(expect.objectContaining({ from: 'shop', to: 'blog', verdict: 'denied' }));
  });

  it('lists findings worst first, counts them and tells their story', async () => {
    const all = await get('/findings?first=100&state=open,resolved,unknown');
    const ranks = all.items.map(({ severity }: { severity: string }) =>
      ['info', 'low', 'medium', 'high', 'critical'].indexOf(severity),
    );
    expect(ranks).toEqual(ranks.toSorted((a: number, b: number) => b - a));
    const paged: string[] = [];
    for (let after = ''; ;) {
      const page = await get(`/findings?first=2&state=open,resolved,unknown${after}`);
      paged.push(...page.items.map(({ id }: { id: string }) => id));
      if (page.pageInfo.hasNextPage !== true) break;
      after = `&after=${String(page.pageInfo.endCursor)}`;
    }
    expect(paged).toEqual(all.items.map(({ id }: { id: string }) => id));
    const resolved = (await get('/findings?state=resolved&control=SEG-NP-001')).items[0];
    expect(resolved).toMatchObject({ state: 'resolved', cluster: { name: 'prod' } });
    expect(
      (await get(`/findings/${String(resolved.id)}/events`)).items.map(({ type }: { type: string }) => type),
    ).toEqual(['opened', 'resolved']);
    const facets = await get('/findings/facets');
    const open = await get('/findings?first=100');
    expect(facets.total).toBe(open.items.length);
    expect(facets.cluster).toEqual([{ value: 'prod', count: open.items.length }]);
  });

  it.each([
    ['by text', 'text=wordpress', (f: { subject: string }) => f.subject.includes('wordpress')],
    ['by severity', 'severity=critical', (f: { severity: string }) => f.severity === 'critical'],
    ['by tenant', 'tenant=shop', (f: { tenants: string[] }) => f.tenants.includes('shop')],
  ])('narrows findings %s', async (_, query, holds) => {
    const { items } = await get(`/findings?first=100&state=open,resolved,unknown&${query}`);
    expect(items.every(holds)).toBe(true);
  });

  it('names the namespaces a tenant owns', async () => {
    expect((await get('/tenants/shop/members')).items).toMatchObject([
      { cluster: { name: 'prod' }, namespaces: ['shop'] },
    ]);
  });

  it('answers the catalogue of controls', async () => {
    const { items } = await get('/controls?first=100');
    expect(items.length).toBeGreaterThanOrEqual(14);
    expect(await get(`/controls/${String(items[0].id)}`)).toEqual(items[0]);
  });

  it('answers 304 to who has the newest already', async () => {
    const first = await api.rest('get', '/clusters/prod', api.admin);
    const again = await api
      .rest('get', '/clusters/prod', api.admin)
      .set('if-none-match', String(first.headers['etag']));
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
  });
});
