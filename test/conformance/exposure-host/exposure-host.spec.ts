import { describe, expect, it } from 'vitest';
import { METADATA_TARGETS } from '#src/engine/exposure/metadata-targets.js';
import { EntryExposure } from '#src/engine/isolation/entry-exposure.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { verdictOn } from '#src/engine/reachability/verdict.js';
import { daemonSet, liveCluster, namespace, networkPolicy, node, pod } from '../enforcement/live-cluster.js';

/** Semantics 08 §9, on a cluster of Calico. */
const calico = daemonSet('calico-node', [{ name: 'calico-node', image: 'calico/node:v3.30.0' }]);
const base = [calico, node('n1', '192.0.2.1'), namespace('shop'), namespace('edge')];
const web = pod('shop', 'web', { ip: '10.0.0.1', ports: [{ name: 'http', containerPort: 8080 }] });
const closed = networkPolicy('shop', 'default-deny', { podSelector: {}, policyTypes: ['Ingress'] });

interface ServiceMore {
  readonly spec?: object;
  readonly annotations?: object;
  readonly status?: object;
}
const service = (name: string, more: ServiceMore = {}, ns = 'shop') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: ns, annotations: more.annotations ?? {} },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }], ...more.spec },
  status: more.status ?? {},
});
const balancer = (more: ServiceMore = {}) => service('web', { ...more, spec: { type: 'LoadBalancer', ...more.spec } });
const ip = (address: string) => ({ loadBalancer: { ingress: [{ ip: address }] } });
const aws = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' }, spec: { providerID: 'aws:///eu-1a/i-0' } };

function doors(...objects: object[]) {
  const reach = liveCluster([...base, web, ...objects]);
  const exposure = new EntryExposure(reach);
  return { reach, exposure, flows: exposure.flows, entries: reach.model.entryPoints };
}
const doorsOf = (type: string, objects: object[]) => doors(...objects).flows.filter(({ entry }) => entry.type === type);
const groupOf = (reach: Reachability, name: string) => reach.model.groups.findIndex(({ owner }) => owner.name === name);

describe('X1, X2, X3 load balancers', () => {
  it.each<[string, object[], object]>([
    ['X1 the AWS controller without a scheme is internal', [balancer({ spec: { loadBalancerClass: 'service.k8s.aws/nlb' } })], { scope: 'internal' }],
    ['X2 in-tree AWS without annotations faces the internet, behind a security group nobody sees', [aws, balancer()], { scope: 'public', scopeDoubt: 'a security group of the cloud may still refuse' }],
    ['an address of the internet proves it', [balancer({ status: ip('203.0.113.4') })], { scope: 'public' }],
    ['a private address proves the opposite', [balancer({ status: ip('10.1.2.3') })], { scope: 'internal' }],
    ['an annotation beats the address', [balancer({ annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' }, status: ip('203.0.113.4') })], { scope: 'internal' }],
    ['a host name proves nothing', [balancer({ status: { loadBalancer: { ingress: [{ hostname: 'a.elb.example' }] } } })], { scope: 'public', scopeDoubt: 'it has only a host name, which may lead to a private address' }],
    ['nor does the lack of an address', [balancer()], { scope: 'public', scopeDoubt: 'no address is assigned yet and no annotation says whether it is internal' }],
  ])('%s', (_case, objects, expected) => {
    const [flow] = doorsOf('load-balancer', objects);
    expect(flow?.entry).toMatchObject(expected);
    if (!('scopeDoubt' in expected)) expect(flow?.entry.scopeDoubt).toBeUndefined();
  }); // prettier-ignore

  it('X3 source ranges guard the balancer, never its node port', () => {
    const { entries } = doors(aws, balancer({ spec: { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'], ports: [{ port: 80, targetPort: 8080, nodePort: 31000 }] } })); // prettier-ignore
    expect(entries.map(({ type, sourceRanges, port }) => [type, port, sourceRanges])).toEqual([
      ['load-balancer', 80, ['10.0.0.0/8']],
      ['node-port', 31000, []],
    ]);
  });

  it('X3 says when nobody is known to enforce the ranges', () => {
    const [flow] = doorsOf('load-balancer', [balancer({ spec: { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] } })]); // prettier-ignore
    expect(flow?.entry.rangesDoubt).toBe('whether the platform enforces source ranges is not known');
  });

  it('opens no node port when the balancer allocates none', () => {
    expect(doorsOf('node-port', [balancer({ spec: { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false } })])).toEqual([]); // prettier-ignore
  });
});

describe('X4 ports of nodes', () => {
  const local = pod('shop', 'agent', { ports: [{ containerPort: 8080, hostPort: 8080, hostIP: '127.0.0.1' }] });
  const outside = pod('shop', 'agent', { ports: [{ containerPort: 8080, hostPort: 8080 }] });

  it('X4 a host port on the loopback address is for the node alone', () => {
    const { entries, exposure } = doors(local);
    expect(entries).toEqual([]);
    expect(exposure.surface.nodeDoors).toMatchObject([{ kind: 'loopback', audience: 'node', port: 8080 }]);
  });

  it('any other host port is a door on every node', () => {
    const { entries, exposure } = doors(outside);
    expect(entries).toMatchObject([{ type: 'host-port', port: 8080 }]);
    expect(exposure.surface.nodeDoors).toEqual([]);
  });

  it('a host-network pod may listen on more than it declares', () => {
    const { exposure } = doors(pod('shop', 'agent', { spec: { hostNetwork: true } }));
    expect(exposure.surface.nodeDoors).toMatchObject([{ kind: 'host-network', audience: 'lan', port: null, public: false }]); // prettier-ignore
  });

  it('health checks of a balancer answer on nodes', () => {
    const { exposure } = doors(balancer({ spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 32123 } })); // prettier-ignore
    expect(exposure.surface.nodeDoors).toMatchObject([{ kind: 'health-check', port: 32123 }]);
  });
});

describe('X5, X6 the Gateway API', () => {
  const gatewayClass = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'eg' }, spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' } }; // prettier-ignore
  const envoy = pod('edge', 'envoy', { image: 'docker.io/envoyproxy/envoy:v1.33', labels: { app: 'envoy', 'gateway.envoyproxy.io/owning-gateway-name': 'gw', 'gateway.envoyproxy.io/owning-gateway-namespace': 'edge' } }); // prettier-ignore
  const front = service('envoy', { spec: { type: 'LoadBalancer' }, status: ip('203.0.113.7') }, 'edge');
  const gateway = (listener: object = {}, more: object = {}) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw', namespace: 'edge' },
    spec: { gatewayClassName: 'eg', listeners: [{ name: 'web', port: 443, protocol: 'HTTPS', ...listener }], ...more },
  });
  const route = (spec: object = {}, ns = 'shop') => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'r', namespace: ns },
    spec: { parentRefs: [{ name: 'gw', namespace: 'edge' }], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }], ...spec },
  }); // prettier-ignore
  const all = { allowedRoutes: { namespaces: { from: 'All' } } };
  const set = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'ListenerSet', metadata: { name: 'more', namespace: 'shop' }, spec: { parentRef: { name: 'gw', namespace: 'edge' }, listeners: [{ name: 'own', port: 8443, protocol: 'HTTPS' }] } }; // prettier-ignore
  const toSet = route({ parentRefs: [{ kind: 'ListenerSet', name: 'more' }] });
  const infrastructure = [gatewayClass, envoy, front];

  it.each<[string, object[], number]>([
    ['X5 a listener admits its own namespace alone unless told otherwise', [gateway(), route()], 0],
    ['a listener open to all namespaces', [gateway(all), route()], 1],
    ['X6 a backend of another namespace needs its grant', [gateway(), route({ parentRefs: [{ name: 'gw' }], rules: [{ backendRefs: [{ name: 'web', namespace: 'shop', port: 80 }] }] }, 'edge')], 0],
    ['a Gateway takes no ListenerSet unless told so', [gateway(), set, toSet], 0],
    ['a ListenerSet the Gateway admits', [gateway({}, { allowedListeners: { namespaces: { from: 'All' } } }), set, toSet], 1],
    ['a Service as parent is no door (GAMMA)', [gateway(all), route({ parentRefs: [{ group: '', kind: 'Service', name: 'web' }] })], 0],
  ])('%s', (_case, objects, count) => {
    expect(doorsOf('gateway', [service('web'), ...infrastructure, ...objects])).toHaveLength(count);
  }); // prettier-ignore

  it('asks policy from the pods of the Gateway', () => {
    const objects = [service('web'), ...infrastructure, gateway(all), route()];
    expect(doorsOf('gateway', objects)).toMatchObject([{ verdict: 'allowed', entry: { scope: 'public' } }]);
    expect(doorsOf('gateway', [...objects, closed])).toMatchObject([{ verdict: 'denied' }]);
  });

  it('is unknown while the Gateway is not programmed, or has no class and no pod', () => {
    const status = { conditions: [{ type: 'Programmed', status: 'False' }] };
    const objects = [service('web'), route()];
    expect(doorsOf('gateway', [...objects, ...infrastructure, { ...gateway(all), status }])).toMatchObject([{ verdict: 'unknown' }]); // prettier-ignore
    expect(doorsOf('gateway', [...objects, gateway(all)])).toMatchObject([{ verdict: 'unknown' }]);
  });
});

describe('X7 metadata', () => {
  const policy = networkPolicy('shop', 'out', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }, { ipBlock: { cidr: '::/0' } }] }],
  });

  it.each(METADATA_TARGETS.filter(({ grade }) => grade !== 'resolver').map(({ address }) => address))(
    'X7 an exception for the link-local range covers %s only when it is one',
    (address) => {
      const { reach } = doors(policy);
      const answer = reach.explain({ group: groupOf(reach, 'web') }, { ip: address });
      expect(verdictOn(answer, 'TCP', 80)).toBe(address.startsWith('169.254.') ? 'denied' : 'allowed');
    },
  );
});

describe('X8 addresses a Service claims', () => {
  it('X8 traffic to an external address goes to its pods inside the cluster', () => {
    const { exposure, entries } = doors(service('web', { spec: { externalIPs: ['1.1.1.1'] } }));
    expect(exposure.surface.claimedAddresses).toMatchObject([
      { address: '1.1.1.1', by: 'externalIPs', owner: 'public', ports: [{ targets: [{ port: 8080 }] }] },
    ]);
    expect(entries).toMatchObject([{ type: 'external-ip', hosts: ['1.1.1.1'] }]);
  });

  it.each([
    ['169.254.169.254', 'metadata'],
    ['192.0.2.1', 'node'],
    ['10.0.0.1', 'pod'],
    ['10.9.9.9', 'private'],
  ])('%s belongs to: %s', (address, owner) => {
    const { exposure } = doors(service('web', { spec: { externalIPs: [address] } }));
    expect(exposure.surface.claimedAddresses).toMatchObject([{ address, owner }]);
  });
});

describe('X9, X10 the controller is who the pod sees', () => {
  const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'i', namespace: 'shop' }, spec: { ingressClassName: 'nginx', rules: [{ host: 'a.example', http: { paths: [{ backend: { service: { name: 'web', port: { number: 80 } } } }] } }] } }; // prettier-ignore
  const nginxClass = { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'nginx' }, spec: { controller: 'k8s.io/ingress-nginx' } }; // prettier-ignore
  const controller = (spec: object = {}, on = 'n2') => pod('edge', 'nginx', { image: 'registry.k8s.io/ingress-nginx/controller:v1.12.1', ip: '10.0.9.9', node: on, ports: [{ containerPort: 443 }], spec }); // prettier-ignore
  const front = service('nginx', { spec: { type: 'LoadBalancer' }, status: ip('203.0.113.9') }, 'edge');
  const common = [service('web'), ingress, node('n2', '192.0.2.2'), calicoOn('n1'), calicoOn('n2')];
  const verdicts = (objects: object[]) => doorsOf('ingress', [...common, ...objects]).map(({ verdict }) => verdict);
  const admit = (from: object) => networkPolicy('shop', 'admit', { podSelector: {}, ingress: [{ from: [from] }] });

  it.each<[string, object[], string]>([
    ['an open namespace', [nginxClass, controller(), front], 'allowed'],
    ['X9 default-deny without the namespace of the controller', [nginxClass, controller(), front, closed], 'denied'],
    ['X9 a host-network controller on the same node gets through', [nginxClass, controller({ hostNetwork: true }, 'n1'), front, closed], 'allowed'],
    ['X10 a host-network controller elsewhere needs its node admitted', [nginxClass, controller({ hostNetwork: true }), front, closed], 'denied'],
    ['X10 a block with the address of its node admits it', [nginxClass, hostController(), front, admit({ ipBlock: { cidr: '192.0.2.0/24' } })], 'allowed'],
    ['X10 a selector of its namespace does not', [nginxClass, hostController(), front, admit({ namespaceSelector: {} })], 'denied'],
    ['a class without an object', [controller(), front], 'unknown'],
    ['a class whose controller has no pod', [nginxClass], 'unknown'],
    ['a controller nobody can reach from outside', [nginxClass, pod('edge', 'nginx', { image: 'registry.k8s.io/ingress-nginx/controller:v1.12.1', node: 'n2' })], 'unknown'],
  ])('%s', (_case, objects, expected) => {
    expect(verdicts(objects)).toEqual([expected]);
  }); // prettier-ignore

  function hostController(): object {
    return pod('edge', 'nginx', { image: 'registry.k8s.io/ingress-nginx/controller:v1.12.1', ip: '192.0.2.2', node: 'n2', ports: [{ containerPort: 443 }], spec: { hostNetwork: true } }); // prettier-ignore
  }
});

function calicoOn(on: string): object {
  return pod('kube-system', `calico-${on}`, { owner: 'calico-node', node: on, spec: { hostNetwork: true } });
}

describe('08 §4 Services that lead elsewhere', () => {
  const manual = (address: string) => [
    service('web', { spec: { selector: undefined } }),
    { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'web-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } }, addressType: 'IPv4', endpoints: [{ addresses: [address] }], ports: [{ name: 'http', port: 80 }] },
  ]; // prettier-ignore
  const alias = (externalName: string) => [service('web', { spec: { type: 'ExternalName', externalName, selector: undefined } })]; // prettier-ignore

  it.each<[string, object[], string, boolean]>([
    ['an alias of the metadata service', alias('metadata.google.internal'), 'metadata', true],
    ['an alias of another namespace', alias('db.prod.svc.cluster.local'), 'other-namespace', true],
    ['an alias of its own namespace', alias('db.shop.svc.cluster.local'), 'own-namespace', false],
    ['an alias that looks like an address is a name', alias('169.254.169.254'), 'public', false],
    ['endpoints at the metadata service', manual('169.254.169.254'), 'metadata', true],
    ['endpoints on a node', manual('192.0.2.1'), 'node', true],
    ['endpoints on the loopback address', manual('127.0.0.1'), 'loopback', true],
    ['endpoints at a pod of another namespace', [...manual('10.0.7.7'), pod('edge', 'other', { ip: '10.0.7.7' })], 'other-namespace', true],
    ['endpoints outside', manual('198.51.100.7'), 'public', false],
  ])('%s', (_case, objects, kind, sensitive) => {
    expect(doors(...objects).exposure.surface.redirects).toMatchObject([{ class: kind, sensitive }]);
  }); // prettier-ignore
});

describe('08 §3 doors of extensions', () => {
  it('an Istio Gateway with a VirtualService', () => {
    const gateway = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'public', namespace: 'edge' }, spec: { selector: { istio: 'ingressgateway' }, servers: [{ port: { number: 443, protocol: 'HTTPS' }, hosts: ['*.example'] }] } }; // prettier-ignore
    const route = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'web', namespace: 'shop' }, spec: { gateways: ['edge/public'], hosts: ['a.example'], http: [{ route: [{ destination: { host: 'web', port: { number: 80 } } }] }] } }; // prettier-ignore
    const proxy = pod('edge', 'gw', { image: 'docker.io/istio/proxyv2:1.26.0', labels: { istio: 'ingressgateway', app: 'gw' } }); // prettier-ignore
    const front = service('gw', { spec: { type: 'LoadBalancer' }, status: ip('203.0.113.8') }, 'edge');
    expect(doorsOf('gateway', [service('web'), gateway, route, proxy, front])).toMatchObject([
      { verdict: 'allowed', entry: { port: 443, tls: true, scope: 'public', hosts: ['a.example'] } },
    ]);
    expect(doorsOf('gateway', [service('web'), gateway, { ...route, spec: { ...route.spec, gateways: ['mesh'] } }, proxy, front])).toEqual([]); // prettier-ignore
    expect(doorsOf('gateway', [service('web'), gateway, route])).toMatchObject([{ verdict: 'unknown' }]);
  });

  it.each<[string, object, object]>([
    ['Traefik', { apiVersion: 'traefik.io/v1alpha1', kind: 'IngressRoute', metadata: { name: 'r', namespace: 'shop' }, spec: { routes: [{ match: 'Host(`a.example`) && Header(`X-Key`, `secret`)', services: [{ name: 'web', port: 80 }] }] } }, { type: 'ingress', hosts: ['a.example'] }],
    ['Contour', { apiVersion: 'projectcontour.io/v1', kind: 'HTTPProxy', metadata: { name: 'r', namespace: 'shop' }, spec: { virtualhost: { fqdn: 'a.example', tls: { secretName: 's' } }, routes: [{ services: [{ name: 'web', port: 80 }] }] } }, { type: 'ingress', hosts: ['a.example'], tls: true }],
    ['a target group', { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata: { name: 'r', namespace: 'shop' }, spec: { serviceRef: { name: 'web', port: 80 }, targetType: 'ip' } }, { type: 'load-balancer', sourceHidden: false }],
  ])('%s', (_case, object, expected) => {
    const { entries } = doors(service('web'), object);
    expect(entries).toMatchObject([{ service: 'web', targets: [{ port: 8080 }], ...expected }]);
    expect(JSON.stringify(entries)).not.toContain('secret');
  }); // prettier-ignore
});

describe('08 §3 pods with routed addresses', () => {
  it.each<[string, object[], object[]]>([
    ['a global IPv6 address', [pod('shop', 'v6', { ip: '2001:db8:1::7' })], [{ audience: 'internet', certain: false }]],
    ['BGP that announces pod ranges', [{ apiVersion: 'crd.projectcalico.org/v1', kind: 'BGPPeer', metadata: { name: 'tor' }, spec: { peerIP: '192.0.2.254', asNumber: 64500 } }], [{ audience: 'lan', certain: true }]],
    ['neither', [], []],
  ])('%s', (_case, objects, expected) => {
    expect(doors(...objects).exposure.surface.routedPods).toMatchObject(expected);
  }); // prettier-ignore
});
