import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCluster } from '../../../test/support/packet-oracle-clusters.js';
import { clusterOf, deployment, networkPolicy } from '../../../test/support/small-cluster.js';
import { type Decision, portsLetThrough } from './decision.js';
import type { EndExplanation } from './explanation.js';
import { Reachability } from './reachability.js';

const web = deployment('a', 'web', { app: 'web' });
const db = deployment('a', 'db', { app: 'db' });
const onlyWeb = networkPolicy('a', 'only-web', {
  podSelector: { matchLabels: { app: 'db' } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
});
const deny = networkPolicy('a', 'deny', { podSelector: {}, policyTypes: ['Ingress'] });

function ingressOf(reach: Reachability): EndExplanation {
  const group = (app: string) => reach.model.groups.findIndex(({ labels }) => labels['app'] === app);
  const { ingress } = reach.explain({ group: group('web') }, { group: group('db') });
  if (ingress === null) throw new Error('the destination is a pod');
  return ingress;
}

const told = ({ by, effect, ports, policy, rule, policies }: Decision): string =>
  [
    by,
    effect,
    by === 'unmatched' ? 'the rest' : ports.toString(),
    policy?.name,
    rule,
    policies?.map(({ name }) => name).join('+'),
  ]
    .filter((part) => part !== undefined)
    .join(' ');

describe('who decided', () => {
  it.each([
    ['nobody: Kubernetes is open by default', [web, db], ['open allow all']],
    [
      'a rule, and isolation for the rest',
      [web, db, onlyWeb],
      ['rule allow TCP 5432 only-web 0', 'unmatched deny the rest only-web'],
    ],
    [
      'isolation by every selecting policy',
      [web, db, onlyWeb, deny],
      ['rule allow TCP 5432 only-web 0', 'unmatched deny the rest deny+only-web'],
    ],
  ])('%s', (_, objects, expected) => {
    const { decisions } = ingressOf(Reachability.build(clusterOf(objects)));
    expect(decisions.must.map(told)).toEqual(expected);
    expect(decisions.may).toBe(decisions.must);
  });

  it('names the doubt that keeps an answer open', () => {
    const reach = Reachability.build(clusterOf([web, db, { ...onlyWeb, apiVersion: 'networking.k8s.io/v2' }]));
    const { decisions } = ingressOf(reach);
    expect(decisions.must.map(told)).toEqual(['doubt deny all']);
    expect(decisions.may.map(told)).toEqual(['doubt allow all']);
  });
});

it('decisions alone reproduce the verdict, at both ends, inside and outside', () => {
  fc.assert(
    fc.property(randomCluster, ({ model }) => {
      const reach = Reachability.build(model);
      const check = (end: EndExplanation | null): void => {
        if (end === null) return;
        for (const bound of ['must', 'may'] as const) {
          expect(portsLetThrough(end.decisions[bound], reach.ports.all)).toBe(end[bound]);
          expect(end.decisions[bound].every(({ ports }) => !ports.isEmpty)).toBe(true);
        }
      };
      for (const [src] of model.groups.entries()) {
        for (const [dst] of model.groups.entries()) {
          const { egress, ingress } = reach.explain({ group: src }, { group: dst });
          check(egress);
          check(ingress);
        }
        for (const ip of ['10.0.0.1', '10.0.5.7', '192.0.2.1', '2001:db8::1']) {
          check(reach.explain({ group: src }, { ip }).egress);
          check(reach.explain({ ip }, { group: src }).ingress);
        }
      }
    }),
    { numRuns: 200 },
  );
});
