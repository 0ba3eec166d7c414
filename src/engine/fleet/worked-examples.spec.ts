import { describe, expect, it } from 'vitest';
import { A, B, balancer, fromAToB, memberOf, node, only, pod, policy } from '../../../test/support/fleet.js';
import { crossingsBetween } from './fleet.js';

const LB = balancer('b', 'b', '203.0.113.10');
const ISOLATE_B = { podSelector: {}, policyTypes: ['Ingress'] };
const EGRESS_10 = policy('a', 'only-10', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
});

describe('doors and routes', () => {
  it('M1 no mesh, unrestricted egress, internet load balancer: allowed through the load balancer', () => {
    const crossing = only(fromAToB({ objects: A }, { objects: [...B, LB] }, { technology: 'load-balancer' }));
    expect(crossing).toMatchObject({ verdict: 'allowed', must: 'TCP 8080', premise: 'proven', because: [] });
    expect(crossing.witness).toMatchObject({ from: { name: 'a' }, to: { name: 'b' }, ports: 'TCP 8080' });
  });

  it('M2 egress only to 10/8: the public address is denied, the pod address is not known', () => {
    const [one, two] = [{ objects: [...A, EGRESS_10] }, { objects: [...B, LB] }];
    const door = only(fromAToB(one, two, { technology: 'load-balancer' }));
    expect(door.verdict).toBe('denied');
    expect(door.barriers).toEqual([expect.stringContaining('NetworkPolicy a/only-10')]);
    expect(only(fromAToB(one, two, { technology: 'routed-pods' }))).toMatchObject({
      verdict: 'unknown',
      must: '',
      may: 'all',
      because: [expect.stringContaining('not in the API')],
    });
  });

  it('M3 only the ingress namespace is admitted: the load balancer is denied, the Ingress relays one host', () => {
    const admit = policy('b', 'from-ingress', {
      ...ISOLATE_B,
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }] }],
    });
    const controller = {
      ...pod('ingress-nginx', 'controller', '10.2.0.9'),
      spec: {
        containers: [
          { name: 'c', image: 'registry.k8s.io/ingress-nginx/controller:v1.12.1', ports: [{ containerPort: 8080 }] },
        ],
      },
    };
    const backend = { service: { name: 'b', port: { number: 80 } } };
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { namespace: 'b', name: 'b' },
      spec: {
        ingressClassName: 'nginx',
        rules: [{ host: 'b.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      },
    };
    const served = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx' },
      spec: { controller: 'k8s.io/ingress-nginx' },
    };
    const objects = [
      ...B,
      LB,
      admit,
      controller,
      served,
      ingress,
      balancer('ingress-nginx', 'controller', '203.0.113.20'),
    ];
    const direct = only(fromAToB({ objects: A }, { objects }, { technology: 'load-balancer' }));
    expect(direct).toMatchObject({ verdict: 'denied', barriers: [expect.stringContaining('b/from-ingress')] });
    expect(only(fromAToB({ objects: A }, { objects }, { technology: 'ingress' }))).toMatchObject({
      verdict: 'allowed',
      relayed: true,
      must: 'TCP 8080',
      conditions: ['for requests to b.example.com'],
    });
  });

  it('M14 overlapping pod ranges: routing is excluded, doors and nodes are still evaluated', () => {
    const overlapping = [node('n2', '192.168.2.10', '10.1.0.0/16'), pod('b', 'b', '10.1.0.5'), LB];
    const routed = only(fromAToB({ objects: A }, { objects: overlapping }, { technology: 'routed-pods' }));
    expect(routed).toMatchObject({
      verdict: 'denied',
      premise: 'excluded',
      barriers: [expect.stringContaining('10.1.0.0-10.1.255.255')],
    });
    expect(only(fromAToB({ objects: A }, { objects: overlapping }, { technology: 'load-balancer' })).verdict).toBe(
      'allowed',
    );
  });

  it('M15 a host-network pod in the same network: the kubelet of the other cluster is not known', () => {
    const objects = [
      ...A,
      pod('a', 'agent', '192.168.1.10', { hostNetwork: true, nodeName: 'n1' }),
      policy('a', 'none', { podSelector: {}, policyTypes: ['Egress'] }),
    ];
    const kubelets = crossingsBetween(memberOf('c1', { objects }), memberOf('c2', { objects: B })).filter(
      ({ technology, to }) => technology === 'node-addresses' && to.party === 'shared',
    );
    expect(only(kubelets)).toMatchObject({
      verdict: 'unknown',
      kind: 'R2',
      may: 'TCP 10250',
      witness: { from: { name: 'agent' }, to: { range: '192.168.2.10' } },
    });
  });
});
