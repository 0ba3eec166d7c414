import { describe, expect, it } from 'vitest';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { authentication, authorization, meshNamespace, meshPod, meshService } from '../../support/istio-objects.js';
import { type FlowVerdict, verdictOf } from '../../support/flow-verdict.js';
import { modelOf } from '../../support/network-model.js';

const NAMES = { to: 'foo/srv', from: { cli: 'bar/cli', leg: 'ext/leg', gw: 'gw/gw' } };

function ask(
  objects: readonly object[],
  flow: string,
  srv: object = meshPod('foo', 'srv', 'sidecar', { ip: '10.0.0.1' }),
): FlowVerdict {
  const model: NetworkModel = modelOf([
    srv,
    meshPod('bar', 'cli', 'sidecar', { ip: '10.0.0.2' }),
    meshPod('ext', 'leg', 'none', { ip: '10.0.0.3' }),
    ...objects,
  ]);
  return verdictOf(Reachability.build(model), flow, NAMES);
}

const NOTHING = authorization('foo', {});
const STRICT = { mtls: { mode: 'STRICT' } };
const rule = (action: string, own: object): object => authorization('foo', { action, rules: [own] });
const http = meshService('foo', 'srv', [
  { name: 'http', port: 8080 },
  { name: 'tcp', port: 9000 },
]);

interface Case {
  readonly name: string;
  readonly objects: readonly object[];
  readonly srv?: object;
  readonly flows: Readonly<Record<string, FlowVerdict>>;
}

function check({ objects, srv, flows }: Case): void {
  const answers = Object.keys(flows).map((flow) => [flow, ask(objects, flow, srv)]);
  expect(Object.fromEntries(answers)).toEqual(flows);
}

describe('usual mistakes (semantics 05 §9)', () => {
  const cases: readonly Case[] = [
    {
      name: '1 host-network pods are not captured',
      objects: [NOTHING],
      srv: meshPod('foo', 'srv', 'none', { spec: { hostNetwork: true } }),
      flows: { 'cli 80': 'ALLOW' },
    },
    {
      name: '2 DENY with no rules does nothing, with an empty rule everything',
      objects: [authorization('foo', { action: 'DENY' })],
      flows: { 'leg 80': 'ALLOW' },
    },
    {
      name: '2 DENY with an empty rule',
      objects: [rule('DENY', {})],
      flows: { 'leg 80': 'DENY', 'leg UDP/80': 'ALLOW' },
    },
    {
      name: '3 DENY of everybody without an identity',
      objects: [rule('DENY', { from: [{ source: { notPrincipals: ['*'] } }] })],
      flows: { 'leg 80': 'DENY', 'net 80': 'DENY', 'cli 80': 'ALLOW' },
    },
    {
      name: '4 STRICT with a selector in the root namespace is disputed',
      objects: [authentication('istio-system', { ...STRICT, selector: { matchLabels: { app: 'srv' } } })],
      flows: { 'leg 80': 'COND', 'cli 80': 'ALLOW' },
    },
    {
      name: '5 portLevelMtls without a selector is ignored',
      objects: [authentication('foo', { portLevelMtls: { '80': { mode: 'STRICT' } } })],
      flows: { 'leg 80': 'ALLOW' },
    },
    {
      name: '5 portLevelMtls of the workload beats its mode',
      objects: [
        authentication('foo', {
          ...STRICT,
          selector: { matchLabels: { app: 'srv' } },
          portLevelMtls: { '80': { mode: 'PERMISSIVE' } },
        }),
      ],
      flows: { 'leg 80': 'ALLOW', 'leg 81': 'DENY' },
    },
    {
      name: '6 policies with targets mean nothing to a sidecar',
      objects: [authorization('foo', { targetRefs: [{ kind: 'Service', group: '', name: 'srv' }] })],
      flows: { 'leg 80': 'ALLOW' },
    },
    {
      name: '7 REGISTRY_ONLY is no barrier, but nothing certain either',
      objects: [
        {
          apiVersion: 'networking.istio.io/v1',
          kind: 'Sidecar',
          metadata: { name: 's', namespace: 'bar' },
          spec: { egress: [{ hosts: ['~/*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
        },
      ],
      flows: { 'cli 80': 'COND', 'cli UDP/80': 'ALLOW', 'leg 80': 'ALLOW' },
    },
    {
      name: '8 the root namespace is configurable',
      objects: [
        authorization('mesh', {}),
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'istio', namespace: 'istio-system' },
          data: { rootNamespace: 'mesh' },
        },
      ],
      flows: { 'leg 80': 'DENY' },
    },
    { name: '8 no other namespace is the root', objects: [authorization('mesh', {})], flows: { 'leg 80': 'ALLOW' } },
    {
      name: '9 HTTP in ALLOW on a port nobody declared',
      objects: [http, rule('ALLOW', { to: [{ operation: { methods: ['*'] } }] })],
      flows: { 'cli 8080': 'ALLOW', 'cli 9000': 'DENY', 'cli 7000': 'COND' },
    },
    {
      name: '11 a star inside a principal is literal',
      objects: [rule('ALLOW', { from: [{ source: { principals: ['cluster.local/ns/*/sa/cli'] } }] })],
      flows: { 'cli 80': 'DENY' },
    },
    {
      name: '11 every star of a namespace is a wildcard',
      objects: [rule('ALLOW', { from: [{ source: { namespaces: ['b*r'] } }] })],
      flows: { 'cli 80': 'ALLOW', 'leg 80': 'DENY' },
    },
    {
      name: '12 cluster.local means the real trust domain, another name does not',
      objects: [
        rule('ALLOW', { from: [{ source: { principals: ['cluster.local/ns/bar/sa/cli'] } }] }),
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'istio', namespace: 'istio-system' },
          data: { trustDomain: 'corp' },
        },
      ],
      flows: { 'cli 80': 'ALLOW' },
    },
    {
      name: '12 former trust domains count, foreign ones do not',
      objects: [
        authorization('foo', {
          rules: [
            { from: [{ source: { principals: ['old/ns/bar/sa/cli'] } }], to: [{ operation: { ports: ['80'] } }] },
            { from: [{ source: { principals: ['foreign/ns/bar/sa/cli'] } }] },
          ],
        }),
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'istio', namespace: 'istio-system' },
          data: { trustDomain: 'corp', trustDomainAliases: 'old,older' },
        },
      ],
      flows: { 'cli 80': 'ALLOW', 'cli 81': 'DENY' },
    },
    {
      name: '12 an unknown trust domain leaves foreign principals open',
      objects: [rule('ALLOW', { from: [{ source: { principals: ['corp/ns/bar/sa/cli'] } }] })],
      flows: { 'cli 80': 'COND', 'leg 80': 'DENY' },
    },
    {
      name: '14 a native sidecar captures',
      objects: [NOTHING],
      srv: meshPod('foo', 'srv', 'native-sidecar'),
      flows: { 'leg 80': 'DENY' },
    },
  ];
  it.each(cases)('$name', check);
});

describe('who is captured', () => {
  const template = (namespace: string, labels: object = {}, annotations: object = {}): object => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'srv', namespace },
    spec: {
      selector: { matchLabels: { app: 'srv' } },
      template: {
        metadata: { labels: { app: 'srv', ...labels }, annotations },
        spec: { containers: [{ name: 'c', image: 'i' }] },
      },
    },
  });
  const enabled = meshNamespace('foo', { 'istio-injection': 'enabled' });
  const closed = { 'leg 80': 'DENY' } as const;
  const open = { 'leg 80': 'ALLOW' } as const;
  const cases: readonly Case[] = [
    {
      name: 'a template in a namespace with injection',
      objects: [NOTHING, enabled],
      srv: template('foo'),
      flows: closed,
    },
    {
      name: 'a template in a namespace with a revision',
      objects: [NOTHING, meshNamespace('foo', { 'istio.io/rev': 'v1' })],
      srv: template('foo'),
      flows: closed,
    },
    { name: 'a template without any sign', objects: [NOTHING], srv: template('foo'), flows: open },
    {
      name: 'a template that opts out by label',
      objects: [NOTHING, enabled],
      srv: template('foo', { 'sidecar.istio.io/inject': 'false' }),
      flows: open,
    },
    {
      name: 'a template that opts out by annotation',
      objects: [NOTHING, enabled],
      srv: template('foo', {}, { 'sidecar.istio.io/inject': 'false' }),
      flows: open,
    },
    {
      name: 'the label beats the annotation',
      objects: [NOTHING, enabled],
      srv: template('foo', { 'sidecar.istio.io/inject': 'true' }, { 'sidecar.istio.io/inject': 'false' }),
      flows: closed,
    },
    {
      name: 'a template that opts in by label',
      objects: [NOTHING],
      srv: template('foo', { 'sidecar.istio.io/inject': 'true' }),
      flows: closed,
    },
    {
      name: 'an annotation alone never reaches the injector',
      objects: [NOTHING],
      srv: template('foo', {}, { 'sidecar.istio.io/inject': 'true' }),
      flows: open,
    },
    {
      name: 'a namespace that refuses injection beats the pod',
      objects: [NOTHING, meshNamespace('foo', { 'istio-injection': 'disabled' })],
      srv: template('foo', { 'sidecar.istio.io/inject': 'true' }),
      flows: open,
    },
    {
      name: 'an ambient namespace',
      objects: [NOTHING, meshNamespace('foo', { 'istio.io/dataplane-mode': 'ambient' })],
      srv: template('foo'),
      flows: closed,
    },
    {
      name: 'a pod that leaves the ambient mesh',
      objects: [NOTHING, meshNamespace('foo', { 'istio.io/dataplane-mode': 'ambient' })],
      srv: template('foo', { 'istio.io/dataplane-mode': 'none' }),
      flows: open,
    },
    {
      name: 'an injector that is off by default',
      objects: [
        NOTHING,
        enabled,
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'istio-sidecar-injector', namespace: 'istio-system' },
          data: { policy: 'disabled' },
        },
      ],
      srv: template('foo'),
      flows: open,
    },
    {
      name: 'no interception',
      objects: [NOTHING],
      srv: meshPod('foo', 'srv', 'sidecar', { annotations: { 'sidecar.istio.io/interceptionMode': 'NONE' } }),
      flows: open,
    },
    {
      name: 'only listed ports',
      objects: [NOTHING],
      srv: meshPod('foo', 'srv', 'sidecar', { annotations: { 'traffic.sidecar.istio.io/includeInboundPorts': '80' } }),
      flows: { 'leg 80': 'DENY', 'leg 81': 'ALLOW' },
    },
    {
      name: 'no port at all',
      objects: [NOTHING],
      srv: meshPod('foo', 'srv', 'sidecar', { annotations: { 'traffic.sidecar.istio.io/includeInboundPorts': '' } }),
      flows: open,
    },
    {
      name: 'ports of the proxy itself',
      objects: [NOTHING],
      flows: { 'leg 15021': 'ALLOW', 'leg 15090': 'ALLOW', 'leg 15020': 'ALLOW' },
    },
    {
      name: 'ambient without STRICT exceptions',
      objects: [authentication('foo', STRICT)],
      srv: meshPod('foo', 'srv', 'ambient'),
      flows: { 'leg 80': 'DENY', 'cli 80': 'ALLOW' },
    },
    {
      name: 'ambient reads DISABLE as PERMISSIVE',
      objects: [
        authentication('foo', { mtls: { mode: 'DISABLE' } }),
        rule('ALLOW', { from: [{ source: { namespaces: ['bar'] } }] }),
      ],
      srv: meshPod('foo', 'srv', 'ambient'),
      flows: { 'cli 80': 'ALLOW' },
    },
    {
      name: 'a sidecar without mutual TLS knows nobody',
      objects: [
        authentication('foo', { mtls: { mode: 'DISABLE' } }),
        rule('ALLOW', { from: [{ source: { namespaces: ['bar'] } }] }),
      ],
      flows: { 'cli 80': 'DENY' },
    },
  ];
  it.each(cases)('$name', check);
});

describe('what cannot be known', () => {
  const cases: readonly Case[] = [
    {
      name: 'an EnvoyFilter changes anything',
      objects: [
        NOTHING,
        {
          apiVersion: 'networking.istio.io/v1alpha3',
          kind: 'EnvoyFilter',
          metadata: { name: 'e', namespace: 'foo' },
          spec: { workloadSelector: { labels: { app: 'srv' } } },
        },
      ],
      flows: { 'cli 80': 'COND', 'leg UDP/80': 'ALLOW' },
    },
    { name: 'an unknown field of a rule', objects: [rule('ALLOW', { form: [] })], flows: { 'cli 80': 'COND' } },
    {
      name: 'an unknown action may refuse or admit',
      objects: [NOTHING, authorization('foo', { action: 'MAYBE' }, { name: 'x' })],
      flows: { 'cli 80': 'COND' },
    },
    {
      name: 'an unknown selector may not select',
      objects: [authorization('foo', { selector: { matchExpressions: [] } })],
      flows: { 'cli 80': 'COND' },
    },
    {
      name: 'a port that is no number',
      objects: [rule('DENY', { to: [{ operation: { ports: ['http'] } }] })],
      flows: { 'cli 80': 'COND' },
    },
    {
      name: 'an unknown condition takes its rule away, also from a DENY',
      objects: [rule('DENY', { when: [{ key: 'source.colour', values: ['red'] }] })],
      flows: { 'cli 80': 'ALLOW' },
    },
    {
      name: 'clients told to drop mutual TLS',
      objects: [
        http,
        rule('ALLOW', { from: [{ source: { namespaces: ['bar'] } }] }),
        {
          apiVersion: 'networking.istio.io/v1',
          kind: 'DestinationRule',
          metadata: { name: 'd', namespace: 'bar' },
          spec: { host: 'srv.foo.svc.cluster.local', trafficPolicy: { tls: { mode: 'DISABLE' } } },
        },
      ],
      flows: { 'cli 8080': 'COND', 'leg 8080': 'DENY' },
    },
    {
      name: 'machines of the mesh outside the cluster',
      objects: [
        rule('ALLOW', { from: [{ source: { principals: ['*'] } }] }),
        {
          apiVersion: 'networking.istio.io/v1',
          kind: 'WorkloadEntry',
          metadata: { name: 'vm', namespace: 'foo' },
          spec: { address: '203.0.113.9' },
        },
      ],
      flows: { 'net 80': 'COND' },
    },
    {
      name: 'a waypoint for workloads judges clients of the mesh',
      objects: [
        meshNamespace('foo', { 'istio.io/use-waypoint': 'w' }),
        {
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'Gateway',
          metadata: { name: 'w', namespace: 'foo', labels: { 'istio.io/waypoint-for': 'all' } },
          spec: { gatewayClassName: 'istio-waypoint', listeners: [] },
        },
        authorization('foo', { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'w' }] }),
      ],
      srv: meshPod('foo', 'srv', 'ambient'),
      flows: { 'cli 80': 'COND', 'leg 80': 'ALLOW' },
    },
  ];
  it.each(cases)('$name', check);
});

describe('gateways', () => {
  const gateway = meshPod('foo', 'srv', 'sidecar', { labels: { istio: 'ingressgateway' } });
  const cases: readonly Case[] = [
    {
      name: 'a policy on the pods of a gateway guards its own ports',
      objects: [NOTHING],
      srv: gateway,
      flows: { 'net 80': 'DENY', 'net 15021': 'ALLOW' },
    },
    {
      name: 'PeerAuthentication says nothing about them',
      objects: [authentication('foo', STRICT)],
      srv: gateway,
      flows: { 'net 80': 'ALLOW' },
    },
    {
      name: 'and direct access to the pods behind stays open',
      objects: [authorization('gw', {}), meshPod('gw', 'gw', 'sidecar', { labels: { istio: 'ingressgateway' } })],
      flows: { 'leg 80': 'ALLOW' },
    },
    {
      name: 'a gateway speaks with its own identity',
      objects: [
        rule('ALLOW', { from: [{ source: { namespaces: ['gw'] } }] }),
        meshPod('gw', 'gw', 'sidecar', { labels: { istio: 'ingressgateway' } }),
      ],
      flows: { 'gw 80': 'ALLOW', 'net 80': 'DENY' },
    },
  ];
  it.each(cases)('$name', check);
});

it('names what is wrong with an object, at its field', () => {
  const reach = Reachability.build(
    modelOf([meshPod('foo', 'srv', 'sidecar'), rule('DENY', { to: [{ operation: { ports: ['http'] } }] })]),
  );
  expect(reach.diagnostics).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      code: 'POLICY.INVALID_RULE',
      field: 'spec.rules[0].to[0].operation.ports',
    }),
  );
});

it('puts what a request must look like into words', () => {
  const reach = Reachability.build(
    modelOf([
      meshPod('foo', 'srv', 'sidecar'),
      http,
      rule('ALLOW', { to: [{ operation: { methods: ['GET'], paths: ['/info'], ports: ['8080'] } }] }),
    ]),
  );
  const conditions = reach.policies.flatMap(({ ingress }) => (ingress ?? []).flatMap((own) => own.conditions ?? []));
  expect(conditions).toContain('HTTP GET /info');
});
