import { expect, it } from 'vitest';
import {
  cluster,
  DEFAULT_INGRESS_CLASS,
  denyAll,
  deployment,
  judgeManifests,
  namespace,
  policy,
  service,
  verdictsOf,
} from '../../../test/support/judged-cluster.js';

const ID = 'SEG-EX-007';
const grafana = cluster(
  namespace('tools', { tenant: 'tools' }),
  deployment('tools', 'dash', { image: 'docker.io/grafana/grafana:11.2.0', ports: [3000] }),
);
const door = (type: string, annotations: Record<string, string> = {}): string =>
  service('tools', 'dash', { type, ports: [{ port: 80, targetPort: 3000, nodePort: 30080 }] }).replace(
    '"metadata":{',
    `"metadata":{"annotations":${JSON.stringify(annotations)},`,
  );
const judge = (manifests: string, options = {}) => verdictsOf(judgeManifests(manifests, options), ID);

it.each(['LoadBalancer', 'NodePort'])('fails Grafana on a %s', (type) => {
  const { breaches } = judge(cluster(grafana, door(type)));
  expect(breaches).toHaveLength(1);
  expect(breaches[0]).toMatchObject({
    verdict: 'fail',
    severity: 'critical',
    subject: 'tools/Deployment/dash',
    tenants: ['tools'],
  });
  expect(breaches[0]?.because).toContain('Grafana is reachable from outside through');
  expect(breaches[0]?.evidence.notes[0]).toContain('recognised as Grafana by image, label or name');
  expect(breaches[0]?.evidence.objects).toEqual([expect.objectContaining({ kind: 'Service', name: 'dash' })]);
});

it('fails a route, whether or not somebody must log in', () => {
  const ingress = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'dash', namespace: 'tools' },
    spec: {
      tls: [{}],
      rules: [
        {
          host: 'g.example',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'dash', port: { number: 80 } } } }],
          },
        },
      ],
    },
  };
  const { breaches } = judge(
    cluster(DEFAULT_INGRESS_CLASS, grafana, door('ClusterIP'), `---\n${JSON.stringify(ingress)}\n`),
  );
  expect(breaches.map(({ verdict, because }) => [verdict, because])).toEqual([
    ['fail', 'Grafana is reachable from outside through ingress Ingress tools/dash, port 443'],
  ]);
});

it.each([
  { name: 'inside only', manifests: cluster(grafana, door('ClusterIP')) },
  { name: 'closed by policy', manifests: cluster(grafana, door('NodePort'), denyAll('tools')) },
])('passes an interface that is $name', ({ manifests }) => {
  expect(judge(manifests).tally).toMatchObject({ pass: 1, fail: 0, unknown: 0 });
});

it('does not know whether a client range gets through when the pod may see a node instead', () => {
  const narrow = policy('tools', 'office', {
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
  });
  const { breaches } = judge(cluster(grafana, door('LoadBalancer'), narrow));
  expect(breaches[0]).toMatchObject({ verdict: 'unknown' });
  expect(breaches[0]?.evidence.missing).toHaveLength(1);
});

it('does not know what it cannot read', () => {
  expect(judge(grafana, { states: { 'core/Service': 'FORBIDDEN' } })).toMatchObject({
    breaches: [{ verdict: 'unknown', evidence: { missing: ['core/Service'] } }],
    tally: { pass: 0, fail: 0 },
  });
});

it('does not apply to ordinary workloads', () => {
  expect(judge(cluster(namespace('shop'), deployment('shop', 'web'))).tally).toMatchObject({
    notApplicable: 1,
    pass: 0,
  });
});
