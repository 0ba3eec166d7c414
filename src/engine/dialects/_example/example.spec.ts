import { describe, expect, it } from 'vitest';
import { buildModel } from '../../model/build-model.js';
import type { RawObject } from '../../model/raw-object.js';
import type { PodGroup } from '../../model/pod-group.js';
import { Reachability } from '../../reachability/reachability.js';
import { networkPolicyDialect } from '../networkpolicy/networkpolicy.dialect.js';
import { exampleDialect } from './example.dialect.js';

const A = 0;
const B = 1;

function pod(namespace: string): PodGroup {
  return {
    namespace,
    owner: { kind: 'Pod', name: 'p' },
    labels: {},
    serviceAccount: 'default',
    hostNetwork: false,
    ports: [],
    images: [],
    automountToken: null,
    annotations: {},
    members: [{ name: 'p', ips: [] }],
    fromTemplate: false,
  };
}

function rule(name: string, spec: object): RawObject {
  return {
    apiVersion: 'example.test/v1',
    kind: 'TrafficRule',
    metadata: { name },
    spec: { order: 10, tier: 'admin', direction: 'ingress', ...spec },
  };
}

function policy(spec: object): RawObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'np', namespace: 'a' }, spec };
}

/** What pods of namespace b may send to pods of namespace a. */
function fromBToA(objects: readonly RawObject[]): string {
  const model = buildModel({
    cluster: { name: 'x' },
    observedAt: '2026-01-01T00:00:00Z',
    objects,
    podGroups: [pod('a'), pod('b')],
    coverage: [],
    origin: 'offline',
    cni: 'conformant',
  });
  const { must, may } = Reachability.build(model, { dialects: [networkPolicyDialect, exampleDialect] }).flow(B, A);
  return must === may ? must.toString() : `${must.toString()} … ${may.toString()}`;
}

const inA = { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'a' } } };
const denyAll = rule('deny', { ...inA, action: 'Deny' });
const allowWeb = rule('web', { ...inA, order: 5, action: 'Allow', port: { protocol: 'TCP', number: 80 } });
const passDns = rule('dns', { ...inA, order: 5, action: 'Pass', port: { protocol: 'UDP', number: 53 } });
const openPolicy = policy({ podSelector: {}, ingress: [{}] });
const closedPolicy = policy({ podSelector: {}, policyTypes: ['Ingress'] });
const baselineDeny = rule('base', { ...inA, tier: 'baseline', action: 'Deny' });

describe('a first-match dialect on the ladder', () => {
  it.each([
    { name: 'nothing decides: open', objects: [], ports: 'all' },
    { name: 'an admin deny beats an open NetworkPolicy', objects: [denyAll, openPolicy], ports: 'none' },
    { name: 'a lower order is matched first', objects: [denyAll, allowWeb], ports: 'TCP 80' },
    { name: 'an admin allow skips a closed NetworkPolicy', objects: [allowWeb, closedPolicy], ports: 'TCP 80' },
    { name: 'pass hands over to NetworkPolicy', objects: [denyAll, passDns, openPolicy], ports: 'UDP 53' },
    { name: 'pass without a NetworkPolicy ends open', objects: [denyAll, passDns], ports: 'UDP 53' },
    { name: 'a baseline deny closes what nothing decided', objects: [baselineDeny], ports: 'none' },
    {
      name: 'NetworkPolicy is final: the baseline never sees isolated pods',
      objects: [baselineDeny, openPolicy],
      ports: 'all',
    },
    {
      name: 'a rule about other pods changes nothing',
      objects: [rule('other', { action: 'Deny', namespaces: { matchLabels: { x: 'y' } } })],
      ports: 'all',
    },
    {
      name: 'a rule that cannot be read makes everything unknown',
      objects: [rule('odd', { action: 'Maybe' })],
      ports: 'none … all',
    },
  ])('$name', ({ objects, ports }) => {
    expect(fromBToA(objects)).toBe(ports);
  });
});
