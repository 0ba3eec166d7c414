import { describe, expect, it } from 'vitest';
import { modelOf, podObject, serviceObject } from '../../../test/support/network-model.js';

const web = podObject('shop', 'web', { app: 'web' }, { ports: [{ name: 'http', containerPort: 8080 }] });
const service = serviceObject('shop', 'web', {
  selector: { app: 'web' },
  ports: [
    { name: 'http', port: 80, targetPort: 'http' },
    { name: 'admin', port: 81 },
  ],
});

function ingress(spec: object, annotations: object = {}): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'i', namespace: 'shop', annotations },
    spec,
  };
}
const backend = (port: object, name = 'web') => ({ service: { name, port } });
const rule = (host: string | undefined, port: object) => ({
  ...(host === undefined ? {} : { host }),
  http: { paths: [{ path: '/', backend: backend(port) }] },
});

describe('Ingress', () => {
  it.each<[string, object, object[]]>([
    [
      'a rule by port number',
      { rules: [rule('a.example', { number: 80 })] },
      [{ hosts: ['a.example'], port: 80, tls: false, targets: [{ port: 8080, declared: true }] }],
    ],
    [
      'a rule by port name',
      { rules: [rule('a.example', { name: 'admin' })] },
      [{ targets: [{ port: 81, declared: false }] }],
    ],
    ['a rule by target port', { rules: [rule('a.example', { number: 8080 })] }, [{ targets: [{ port: 8080 }] }]],
    [
      'hosts of one backend together',
      { rules: [rule('b.example', { number: 80 }), rule('a.example', { number: 80 })] },
      [{ hosts: ['a.example', 'b.example'] }],
    ],
    [
      'two backends apart',
      { rules: [rule('a', { number: 80 }), rule('a', { number: 81 })] },
      [{ targets: [{ port: 81 }] }, { targets: [{ port: 8080 }] }],
    ],
    [
      'a default backend and TLS',
      { defaultBackend: backend({ number: 80 }), tls: [{ hosts: ['a'] }] },
      [{ hosts: ['*'], port: 443, tls: true }],
    ],
    [
      'an internal class',
      { ingressClassName: 'nginx-internal', rules: [rule(undefined, { number: 80 })] },
      [{ scope: 'internal', hosts: ['*'] }],
    ],
  ])('opens a door for %s', (_case, spec, expected) => {
    expect(modelOf([web, service, ingress(spec)]).entryPoints).toMatchObject(
      expected.map((entry) => ({ type: 'ingress', sourceHidden: true, ...entry })),
    );
  });

  it.each<[string, object, string]>([
    [
      'a Service that is not there',
      { rules: [{ http: { paths: [{ backend: backend({ number: 80 }, 'ghost') }] } }] },
      'spec.rules[0].http.paths[0].backend',
    ],
    ['a port the Service does not have', { defaultBackend: backend({ number: 9999 }) }, 'spec.defaultBackend'],
  ])('reports %s', (_case, spec, field) => {
    const model = modelOf([web, service, ingress(spec)]);
    expect(model.entryPoints).toEqual([]);
    expect(model.diagnostics).toMatchObject([{ severity: 'warning', code: 'ENTRY.BACKEND_MISSING', field }]);
  });

  it('reads source ranges from annotations', () => {
    const annotations = { 'nginx.ingress.kubernetes.io/whitelist-source-range': '10.0.0.0/8, 192.0.2.0/24' };
    const model = modelOf([web, service, ingress({ defaultBackend: backend({ number: 80 }) }, annotations)]);
    expect(model.entryPoints[0]?.sourceRanges).toEqual(['10.0.0.0/8', '192.0.2.0/24']);
  });
});

describe('OpenShift Route', () => {
  const route = (spec: object) => ({
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: { name: 'r', namespace: 'shop' },
    spec,
  });

  it('leads to every port of the Service when it names none', () => {
    const model = modelOf([web, service, route({ host: 'a.example', to: { kind: 'Service', name: 'web' } })]);
    expect(model.entryPoints).toMatchObject([
      { type: 'ingress', hosts: ['a.example'], targets: [{ port: 81 }, { port: 8080 }] },
    ]);
  });

  it('leads to the port it names', () => {
    const model = modelOf([
      web,
      service,
      route({ to: { kind: 'Service', name: 'web' }, port: { targetPort: 'http' }, tls: { termination: 'edge' } }),
    ]);
    expect(model.entryPoints).toMatchObject([{ port: 443, tls: true, targets: [{ port: 8080 }] }]);
  });
});

describe('Gateway API', () => {
  const gateway = (listener: object = {}, namespace = 'shop') => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw', namespace },
    spec: { gatewayClassName: 'c', listeners: [{ name: 'web', port: 443, protocol: 'HTTPS', ...listener }] },
  });
  const route = (
    more: { parent?: object; hostnames?: string[]; backendNamespace?: string; kind?: string; namespace?: string } = {},
  ) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: more.kind ?? 'HTTPRoute',
    metadata: { name: 'r', namespace: more.namespace ?? 'shop' },
    spec: {
      parentRefs: [{ name: 'gw', ...more.parent }],
      ...(more.hostnames === undefined ? {} : { hostnames: more.hostnames }),
      rules: [
        {
          backendRefs: [
            {
              name: 'web',
              port: 80,
              ...(more.backendNamespace === undefined ? {} : { namespace: more.backendNamespace }),
            },
          ],
        },
      ],
    },
  });
  const label = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'edge-user', labels: { gateway: 'yes' } } };
  const grant = {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: 'g', namespace: 'shop' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'edge-user' }],
      to: [{ group: '', kind: 'Service' }],
    },
  };

  it.each<[string, object[], number]>([
    ['a route in the namespace of its gateway', [gateway(), route()], 1],
    [
      'X5 a route of another namespace, listener open to its own',
      [gateway({}, 'edge'), route({ parent: { namespace: 'edge' } })],
      0,
    ],
    [
      'a listener open to all namespaces',
      [gateway({ allowedRoutes: { namespaces: { from: 'All' } } }, 'edge'), route({ parent: { namespace: 'edge' } })],
      1,
    ],
    [
      'a listener open by label, not matching',
      [
        gateway(
          { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { gateway: 'yes' } } } } },
          'edge',
        ),
        route({ parent: { namespace: 'edge' } }),
      ],
      0,
    ],
    ['a listener of another name', [gateway(), route({ parent: { sectionName: 'other' } })], 0],
    [
      'a listener that admits other kinds',
      [gateway({ allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }), route()],
      0,
    ],
    [
      'hosts that meet through a wildcard',
      [gateway({ hostname: '*.example' }), route({ hostnames: ['a.example'] })],
      1,
    ],
    ['hosts that never meet', [gateway({ hostname: '*.example' }), route({ hostnames: ['a.test'] })], 0],
    ['a TCP route on an HTTPS listener', [gateway(), route({ kind: 'TCPRoute' })], 0],
    [
      'X6 a backend in another namespace without a grant',
      [
        gateway({ allowedRoutes: { namespaces: { from: 'All' } } }),
        label,
        route({ namespace: 'edge-user', parent: { namespace: 'shop' }, backendNamespace: 'shop' }),
      ],
      0,
    ],
    [
      'a backend in another namespace with a grant',
      [
        gateway({ allowedRoutes: { namespaces: { from: 'All' } } }),
        label,
        grant,
        route({ namespace: 'edge-user', parent: { namespace: 'shop' }, backendNamespace: 'shop' }),
      ],
      1,
    ],
    ['a parent that is a Service (mesh)', [gateway(), route({ parent: { kind: 'Service', name: 'web' } })], 0],
  ])('%s', (_case, objects, doors) => {
    const entries = modelOf([web, service, ...objects]).entryPoints;
    expect(entries).toHaveLength(doors);
    for (const entry of entries)
      expect(entry).toMatchObject({ type: 'gateway', port: 443, tls: true, service: 'web', targets: [{ port: 8080 }] });
  });
});
