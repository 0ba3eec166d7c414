import { describe, expect, it } from 'vitest';
import { clusterOf, deployment, networkPolicy } from '../../../test/support/small-cluster.js';
import type { RawObject } from '../model/raw-object.js';
import { Reachability } from '../reachability/reachability.js';
import { type DirectionExposure, ExposureAnalysis } from './exposure.js';

const db = deployment('a', 'db', { app: 'db' });
const web = deployment('a', 'web', { app: 'web' });
const policy = (spec: object): RawObject =>
  networkPolicy('a', 'p', { podSelector: { matchLabels: { app: 'db' } }, ...spec });
const from = (peer: object, port = 80) => ({ ingress: [{ from: [peer], ports: [{ port }] }] });

function ingressOf(...objects: RawObject[]): DirectionExposure {
  const reach = Reachability.build(clusterOf([db, web, ...objects]));
  const workload = reach.model.workloads.find(({ name }) => name === 'db');
  if (workload === undefined) throw new Error('the cluster has a workload db');
  return new ExposureAnalysis(reach).of(workload).ingress;
}

describe('how open a workload is to pods that may come', () => {
  it.each<[string, readonly RawObject[], string, readonly string[]]>([
    ['no policy: to everyone', [], 'all', []],
    ['closed', [policy({ policyTypes: ['Ingress'] })], 'none', []],
    ['the entire cluster on one port', [policy(from({ namespaceSelector: {} }))], 'TCP 80', []],
    [
      'pods of the own namespace',
      [policy(from({ podSelector: {} }))],
      'none',
      ['kubernetes.io/metadata.name=a * TCP 80'],
    ],
    [
      'a label nobody carries yet',
      [policy(from({ podSelector: { matchLabels: { app: 'x' } } }))],
      'none',
      ['kubernetes.io/metadata.name=a app=x TCP 80'],
    ],
    [
      'a label that some pod carries',
      [policy(from({ podSelector: { matchLabels: { app: 'web' } } }))],
      'none',
      ['kubernetes.io/metadata.name=a app=web TCP 80 (exists)'],
    ],
    [
      'no more than the entire cluster',
      [policy({ ingress: [{ from: [{ namespaceSelector: {} }, { podSelector: {} }] }] })],
      'all',
      [],
    ],
  ])('%s', (_, objects, everyone, patterns) => {
    const { entireCluster, patterns: found } = ingressOf(...objects);
    expect(entireCluster.must.toString()).toBe(everyone);
    expect(
      found.map(
        ({ pattern, must, isInhabited }) =>
          `${pattern.namespaces.text} ${pattern.pods.text} ${must.toString()}${isInhabited ? ' (exists)' : ''}`,
      ),
    ).toEqual(patterns);
  });

  it('keeps port names towards pods that may come', () => {
    const egress = policy({
      policyTypes: ['Egress'],
      egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 'http' }] }],
    });
    const reach = Reachability.build(clusterOf([db, egress]));
    const [workload] = reach.model.workloads;
    const exposure = workload === undefined ? undefined : new ExposureAnalysis(reach).of(workload).egress;
    expect(exposure?.entireCluster.must.isEmpty).toBe(true);
    expect(exposure?.entireCluster.names).toEqual(['TCP http']);
    expect(exposure?.isProtected).toBe('yes');
  });

  it('an unreadable policy leaves the answer open and protection unknown', () => {
    const { entireCluster, isProtected } = ingressOf({ ...policy({}), apiVersion: 'networking.k8s.io/v9' });
    expect([entireCluster.must.toString(), entireCluster.may.toString(), isProtected]).toEqual([
      'none',
      'all',
      'unknown',
    ]);
  });
});
