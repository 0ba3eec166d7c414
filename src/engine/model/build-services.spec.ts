import { describe, expect, it } from 'vitest';
import { modelOf, podObject, serviceObject } from '../../../test/support/network-model.js';

const web = podObject(
  'shop',
  'web',
  { app: 'web' },
  { ports: [{ name: 'http', containerPort: 8080 }], ip: '10.0.0.1' },
);
const api = podObject(
  'shop',
  'api',
  { app: 'web', v: '2' },
  { ports: [{ name: 'http', containerPort: 9090 }], ip: '10.0.0.2' },
);
const udp = podObject(
  'shop',
  'udp',
  { app: 'web', v: '3' },
  { ports: [{ name: 'http', containerPort: 53, protocol: 'UDP' }] },
);
const other = podObject('other', 'web', { app: 'web' });

function serviceOf(spec: object, pods: object[] = [web, api, udp, other]) {
  return modelOf([...pods, serviceObject('shop', 's', spec)]).services[0];
}

describe('Services', () => {
  it('selects pods of its own namespace by equality', () => {
    const model = modelOf([
      web,
      api,
      udp,
      other,
      serviceObject('shop', 's', { selector: { app: 'web' }, ports: [{ port: 80 }] }),
    ]);
    expect(model.services[0]?.groups.map((index) => model.groups[index]?.owner.name)).toEqual(['api', 'udp', 'web']);
  });

  it.each<[string, object, [pod: string, port: number, declared: boolean][]]>([
    [
      'a named port differs from pod to pod and needs the protocol',
      { targetPort: 'http' },
      [
        ['api', 9090, true],
        ['web', 8080, true],
      ],
    ],
    [
      'a number is taken as it is',
      { targetPort: 8080 },
      [
        ['api', 8080, false],
        ['udp', 8080, false],
        ['web', 8080, true],
      ],
    ],
    [
      'no target port means the service port',
      {},
      [
        ['api', 80, false],
        ['udp', 80, false],
        ['web', 80, false],
      ],
    ],
    ['another protocol finds other names', { targetPort: 'http', protocol: 'UDP' }, [['udp', 53, true]]],
    ['a name nobody has finds nothing', { targetPort: 'metrics' }, []],
  ])('resolves targets: %s', (_case, port, expected) => {
    const model = modelOf([
      web,
      api,
      udp,
      other,
      serviceObject('shop', 's', { selector: { app: 'web' }, ports: [{ port: 80, ...port }] }),
    ]);
    const targets = model.services[0]?.ports[0]?.targets ?? [];
    expect(targets.map((target) => [model.groups[target.group]?.owner.name, target.port, target.declared])).toEqual(
      expected,
    );
  });

  it.each<[string, object, string]>([
    ['ClusterIP', {}, 'ClusterIP'],
    ['headless', { clusterIP: 'None' }, 'Headless'],
    ['NodePort', { type: 'NodePort' }, 'NodePort'],
    ['LoadBalancer', { type: 'LoadBalancer' }, 'LoadBalancer'],
    ['ExternalName', { type: 'ExternalName', externalName: 'a.example', selector: { app: 'web' } }, 'ExternalName'],
    ['an unknown type', { type: 'Teleport' }, 'ClusterIP'],
  ])('knows the type %s', (_case, spec, type) => {
    expect(serviceOf(spec)?.type).toBe(type);
  });

  it.each<[string, object]>([
    ['no selector', {}],
    ['an empty selector', { selector: {} }],
    ['an ExternalName with a selector', { type: 'ExternalName', selector: { app: 'web' } }],
  ])('selects nothing with %s', (_case, spec) => {
    expect(serviceOf({ ports: [{ port: 80 }], ...spec })).toMatchObject({ selector: null, groups: [] });
  });

  it('does not take inherited names for labels', () => {
    expect(
      serviceOf({ selector: JSON.parse('{"constructor": "x"}') as object, ports: [{ port: 80 }] })?.groups,
    ).toEqual([]);
  });

  it.each<[string, object]>([
    [
      'EndpointSlice by address, across namespaces',
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'x', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'manual' } },
        endpoints: [{ addresses: ['10.9.9.9', '192.0.2.1'] }],
        ports: [{ port: 5432 }],
      },
    ],
    [
      'Endpoints',
      {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: { name: 'manual', namespace: 'shop' },
        subsets: [{ addresses: [{ ip: '10.9.9.9' }], ports: [{ port: 5432 }] }],
      },
    ],
  ])('follows hand-made %s', (_case, endpoints) => {
    const db = podObject('data', 'db', { app: 'db' }, { ip: '10.9.9.9', ports: [{ containerPort: 5432 }] });
    const model = modelOf([db, endpoints, serviceObject('shop', 'manual', { ports: [{ port: 5432 }] })]);
    expect(model.services[0]?.ports[0]?.targets).toEqual([{ group: 0, protocol: 'TCP', port: 5432, declared: true }]);
  });
});

describe('doors of Services', () => {
  const doors = (spec: object, annotations: object = {}) =>
    modelOf([
      web,
      serviceObject(
        'shop',
        's',
        { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }], ...spec },
        annotations,
      ),
    ]).entryPoints;

  it('opens none for a ClusterIP', () => {
    expect(doors({})).toEqual([]);
  });

  it('opens a node port', () => {
    expect(doors({ type: 'NodePort' })).toMatchObject([
      {
        type: 'node-port',
        port: 30080,
        protocol: 'TCP',
        service: 's',
        sourceHidden: true,
        targets: [{ port: 8080, declared: true }],
      },
    ]);
  });

  it('opens a load balancer and its node port, and guards only the first with source ranges', () => {
    expect(
      doors({ type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'], externalTrafficPolicy: 'Local' }),
    ).toMatchObject([
      { type: 'load-balancer', port: 80, scope: 'public', sourceRanges: ['10.0.0.0/8'], sourceHidden: false },
      { type: 'node-port', port: 30080, sourceRanges: [] },
    ]);
  });

  it('opens no node port when the load balancer allocates none', () => {
    const spec = { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] };
    expect(doors(spec).map((door) => door.type)).toEqual(['load-balancer']);
  });

  it('opens external addresses', () => {
    expect(doors({ externalIPs: ['203.0.113.7'] })).toMatchObject([
      { type: 'external-ip', hosts: ['203.0.113.7'], scope: 'public' },
    ]);
  });

  it.each<[string, object, object, 'public' | 'internal']>([
    ['X2 AWS without annotation', {}, {}, 'public'],
    ['AWS internal annotation', {}, { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'true' }, 'internal'],
    ['X1 AWS load balancer class without scheme', { loadBalancerClass: 'service.k8s.aws/nlb' }, {}, 'internal'],
    [
      'AWS class, internet-facing',
      { loadBalancerClass: 'service.k8s.aws/nlb' },
      { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' },
      'public',
    ],
    ['GCP internal', {}, { 'networking.gke.io/load-balancer-type': 'Internal' }, 'internal'],
    ['Azure internal', {}, { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' }, 'internal'],
    [
      'Azure explicitly not internal',
      {},
      { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'false' },
      'public',
    ],
  ])('knows the scope of a load balancer: %s', (_case, spec, annotations, scope) => {
    expect(doors({ type: 'LoadBalancer', ...spec }, annotations)[0]?.scope).toBe(scope);
  });

  it('takes the class of the assigned address when no annotation speaks', () => {
    const service = serviceObject('shop', 's', {
      type: 'LoadBalancer',
      selector: { app: 'web' },
      ports: [{ port: 80 }],
    });
    const assigned = (ip: string) =>
      modelOf([web, { ...service, status: { loadBalancer: { ingress: [{ ip }] } } }]).entryPoints[0]?.scope;
    expect(assigned('10.1.2.3')).toBe('internal');
    expect(assigned('203.0.113.7')).toBe('public');
  });
});

describe('host ports', () => {
  it.each<[string, object, object, object[]]>([
    [
      'a host port',
      { containerPort: 80, hostPort: 8080 },
      {},
      [{ type: 'host-port', port: 8080, scope: 'public', sourceHidden: true, targets: [{ port: 80 }] }],
    ],
    ['X4 a host port on the loopback address', { containerPort: 80, hostPort: 8080, hostIP: '127.0.0.1' }, {}, []],
    [
      'a host port on a private address',
      { containerPort: 80, hostPort: 8080, hostIP: '10.0.0.7' },
      {},
      [{ scope: 'internal', hosts: ['10.0.0.7'] }],
    ],
    [
      'a port on the host network',
      { containerPort: 9100 },
      { hostNetwork: true },
      [{ type: 'host-port', port: 9100, sourceHidden: false }],
    ],
    ['no host port', { containerPort: 80 }, {}, []],
  ])('%s', (_case, port, spec, expected) => {
    const pod = podObject('shop', 'p', {}, { spec: { containers: [{ name: 'c', ports: [port] }], ...spec } });
    expect(modelOf([pod]).entryPoints).toMatchObject(expected);
  });
});
