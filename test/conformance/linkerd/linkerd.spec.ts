import { describe, expect, it } from 'vitest';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { verdictOn } from '#src/engine/reachability/verdict.js';
import { modelOf } from '../../support/network-model.js';
import { config, meshObject, meshedPod, plainPod, server, stamped } from '../../support/linkerd-objects.js';

/** web (port 8080, meshed), cli (meshed, account cli) and leg (not meshed) in namespace app (semantics 06 §A6). */
const pods = [
  meshedPod('app', 'cli', { ip: '10.0.0.2' }),
  plainPod('app', 'leg', { ip: '10.0.0.3' }),
  meshedPod('app', 'web', { ip: '10.0.0.1', ports: [{ name: 'http', containerPort: 8080 }] }),
];
const withWeb = (annotations: object, labels: object = {}): object[] => [
  ...pods.slice(0, 2),
  meshedPod('app', 'web', { ip: '10.0.0.1', annotations, labels, ports: [{ name: 'http', containerPort: 8080 }] }),
];

const webServer = server('app', 'web', { podSelector: { matchLabels: { app: 'web' } }, port: 8080 });
const target = (kind: string, name: string, group = 'policy.linkerd.io') => ({ group, kind, name });
const policy = (targetRef: object, refs: object[], name = 'p') =>
  meshObject('AuthorizationPolicy', 'app', name, { targetRef, requiredAuthenticationRefs: refs });
const meshTls = (name: string, spec: object) => meshObject('MeshTLSAuthentication', 'app', name, spec);
const network = (name: string, networks: object[]) => meshObject('NetworkAuthentication', 'app', name, { networks });
const onlyCli = meshTls('cli', { identities: ['cli.app.serviceaccount.identity.linkerd.cluster.local'] });
const cliAllowed = policy(target('Server', 'web'), [target('MeshTLSAuthentication', 'cli')]);
const route = (rules: object[]) =>
  meshObject('HTTPRoute', 'app', 'a', { parentRefs: [target('Server', 'web')], rules }, 'v1beta3');
const getA = route([{ matches: [{ method: 'GET', path: { type: 'Exact', value: '/a' } }] }]);

type Question = [from: string, to: string, port: number, verdict: string, protocol?: string];

function ask(objects: readonly unknown[], [from, to, port, , protocol = 'TCP']: Question): string {
  const model = modelOf(objects);
  const end = (text: string) =>
    text.includes('.') ? { ip: text } : { group: model.groups.findIndex(({ owner }) => owner.name === text) };
  return verdictOn(Reachability.build(model).explain(end(from), end(to)), protocol, port);
}

interface Case {
  readonly name: string;
  readonly objects: readonly unknown[];
  readonly questions: readonly Question[];
}

const rows: readonly Case[] = [
  { name: 'K1 by default everyone is let in', objects: pods, questions: [['leg', 'web', 8080, 'allowed']] },
  {
    name: 'K2 a default of all-authenticated asks for a mesh identity',
    objects: withWeb({ 'config.linkerd.io/default-inbound-policy': 'all-authenticated' }),
    questions: [
      ['leg', 'web', 8080, 'denied'],
      ['cli', 'web', 8080, 'allowed'],
      ['203.0.113.1', 'web', 8080, 'denied'],
    ],
  },
  {
    name: 'K2 a namespace sets the default of pods still to be created',
    objects: [
      ...pods.slice(0, 2),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'app', annotations: { 'config.linkerd.io/default-inbound-policy': 'all-authenticated' } } },
      meshedPod('app', 'web', { isPlanned: true }),
    ],
    questions: [
      ['leg', 'web', 8080, 'denied'],
      ['cli', 'web', 8080, 'allowed'],
    ],
  },
  {
    name: 'K3 a Server denies its own port only',
    objects: [...pods, webServer],
    questions: [
      ['cli', 'web', 8080, 'denied'],
      ['cli', 'web', 9090, 'allowed'],
    ],
  },
  {
    name: 'K4 no required authentication opens the Server to everyone',
    objects: [...pods, webServer, policy(target('Server', 'web'), [])],
    questions: [['leg', 'web', 8080, 'allowed']],
  },
  {
    name: 'K5 an identity opens it to its owner',
    objects: [...pods, webServer, onlyCli, cliAllowed],
    questions: [
      ['cli', 'web', 8080, 'allowed'],
      ['leg', 'web', 8080, 'denied'],
    ],
  },
  {
    name: 'K6 a policy whose authentication is missing is ignored',
    objects: [...pods, webServer, cliAllowed],
    questions: [['cli', 'web', 8080, 'denied']],
  },
  {
    name: 'K7 accessPolicy audit lets everyone in',
    objects: [...pods, server('app', 'web', { podSelector: { matchLabels: { app: 'web' } }, port: 8080, accessPolicy: 'audit' })],
    questions: [['leg', 'web', 8080, 'allowed']],
  },
  {
    name: 'K8 a route makes its request possible and refuses the rest',
    objects: [
      ...pods,
      plainPod('kube-system', 'kubelet', { ip: '10.9.0.1', hostNetwork: true }),
      webServer,
      onlyCli,
      getA,
      policy(target('HTTPRoute', 'a'), [target('MeshTLSAuthentication', 'cli')]),
    ],
    questions: [
      ['cli', 'web', 8080, 'unknown'],
      ['leg', 'web', 8080, 'denied'],
      ['kubelet', 'web', 8080, 'denied'],
    ],
  },
  {
    name: 'K9 a skipped port never meets the proxy',
    objects: withWeb({
      'config.linkerd.io/default-inbound-policy': 'deny',
      'config.linkerd.io/skip-inbound-ports': '8080',
    }),
    questions: [
      ['leg', 'web', 8080, 'allowed'],
      ['cli', 'web', 8081, 'denied'],
    ],
  },
  {
    name: 'K10 cluster-unauthenticated only looks at the address',
    objects: withWeb({ 'config.linkerd.io/default-inbound-policy': 'cluster-unauthenticated' }),
    questions: [
      ['10.9.9.9', 'web', 8080, 'allowed'],
      ['203.0.113.1', 'web', 8080, 'denied'],
      ['leg', 'web', 8080, 'allowed'],
    ],
  },
  {
    name: 'K11 a policy for a namespace without Servers attaches to nothing',
    objects: [...pods, policy(target('Namespace', 'app', ''), [target('NetworkAuthentication', 'n')]), network('n', [{ cidr: '10.0.0.0/8' }])],
    questions: [['leg', 'web', 8080, 'allowed']],
  },
]; // prettier-ignore

const more: readonly Case[] = [
  {
    name: 'the default of the cluster comes from linkerd-config',
    objects: [...pods, config({ defaultInboundPolicy: 'deny' })],
    questions: [
      ['cli', 'web', 8080, 'denied'],
      ['cli', 'web', 8080, 'allowed', 'UDP'],
      ['cli', 'web', 4567, 'allowed'],
      ['cli', 'leg', 8080, 'allowed'],
    ],
  },
  {
    name: 'running pods no longer follow their namespace',
    objects: [
      ...pods,
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'app', annotations: { 'config.linkerd.io/default-inbound-policy': 'deny' } } },
    ],
    questions: [['cli', 'web', 8080, 'allowed']],
  },
  {
    name: 'a default nobody knows leaves the pod unknown',
    objects: withWeb({ 'config.linkerd.io/default-inbound-policy': 'sometimes' }),
    questions: [['cli', 'web', 8080, 'unknown']],
  },
  {
    name: 'the older of two Servers wins',
    objects: [
      ...pods,
      stamped(server('app', 'new', { podSelector: {}, port: 8080, accessPolicy: 'all-unauthenticated' }), '2026-02-01T00:00:00Z'),
      stamped(server('app', 'old', { podSelector: {}, port: 'http' }), '2026-01-01T00:00:00Z'),
    ],
    questions: [
      ['cli', 'web', 8080, 'denied'],
      ['leg', 'cli', 8080, 'allowed'],
    ],
  },
  {
    name: 'Servers of unknown age that contradict each other leave the port unknown',
    objects: [
      ...pods,
      server('app', 'new', { podSelector: {}, port: 8080, accessPolicy: 'all-unauthenticated' }),
      server('app', 'old', { podSelector: {}, port: 'http' }),
    ],
    questions: [
      ['cli', 'web', 8080, 'unknown'],
      ['leg', 'cli', 8080, 'allowed'],
    ],
  },
  {
    name: 'ServerAuthorizations choose Servers by label and clients by account',
    objects: [
      ...pods,
      server('app', 'web', { podSelector: {}, port: 8080 }, { tier: 'front' }),
      meshObject('ServerAuthorization', 'app', 's', { server: { selector: { matchLabels: { tier: 'front' } } }, client: { meshTLS: { serviceAccounts: [{ name: 'cli' }] } } }, 'v1beta1'),
    ],
    questions: [
      ['cli', 'web', 8080, 'allowed'],
      ['leg', 'web', 8080, 'denied'],
    ],
  },
  {
    name: 'identity and network must both hold',
    objects: [
      ...pods,
      webServer,
      onlyCli,
      network('far', [{ cidr: '192.0.2.0/24' }]),
      policy(target('Server', 'web'), [target('MeshTLSAuthentication', 'cli'), target('NetworkAuthentication', 'far')]),
    ],
    questions: [['cli', 'web', 8080, 'denied']],
  },
  {
    name: 'exceptions of a network are left out',
    objects: [
      ...pods,
      webServer,
      network('near', [{ cidr: '10.0.0.0/8', except: ['10.0.0.3/32'] }]),
      policy(target('Server', 'web'), [target('NetworkAuthentication', 'near')]),
    ],
    questions: [
      ['cli', 'web', 8080, 'allowed'],
      ['leg', 'web', 8080, 'denied'],
      ['10.1.1.1', 'web', 8080, 'allowed'],
    ],
  },
  {
    name: 'two identities are too many',
    objects: [
      ...pods,
      webServer,
      onlyCli,
      policy(target('Server', 'web'), [target('MeshTLSAuthentication', 'cli'), target('ServiceAccount', 'cli', '')]),
    ],
    questions: [['cli', 'web', 8080, 'denied']],
  },
  {
    name: 'a client that skips the port outbound shows no identity',
    objects: [
      meshedPod('app', 'cli', { ip: '10.0.0.2', annotations: { 'config.linkerd.io/skip-outbound-ports': '8080' } }),
      ...pods.slice(2),
      webServer,
      policy(target('Server', 'web'), [target('ServiceAccount', 'cli', '')]),
    ],
    questions: [['cli', 'web', 8080, 'denied']],
  },
  {
    name: 'addresses the proxy leaves alone pass without a question',
    objects: withWeb({
      'config.linkerd.io/default-inbound-policy': 'deny',
      'config.linkerd.io/skip-subnets': '10.0.0.3/32',
    }),
    questions: [
      ['leg', 'web', 8080, 'allowed'],
      ['cli', 'web', 8080, 'denied'],
    ],
  },
  {
    name: 'ports that need an identity get one asked for, unless a Server speaks',
    objects: [
      ...withWeb({ 'config.linkerd.io/proxy-require-identity-inbound-ports': '8080,9090' }),
      server('app', 'web', { podSelector: { matchLabels: { app: 'web' } }, port: 9090, accessPolicy: 'all-unauthenticated' }),
    ],
    questions: [
      ['leg', 'web', 8080, 'denied'],
      ['cli', 'web', 8080, 'allowed'],
      ['leg', 'web', 9090, 'allowed'],
      ['leg', 'web', 80, 'allowed'],
    ],
  },
  {
    name: 'routes mean nothing to opaque Servers',
    objects: [
      ...pods,
      server('app', 'web', { podSelector: {}, port: 8080, proxyProtocol: 'opaque' }),
      getA,
      policy(target('Server', 'web'), []),
    ],
    questions: [['leg', 'web', 8080, 'allowed']],
  },
  {
    name: 'a route for every request adds no condition',
    objects: [...pods, webServer, route([{}]), policy(target('Server', 'web'), [])],
    questions: [['leg', 'web', 8080, 'allowed']],
  },
  {
    name: 'an unknown field makes that Server unknown and nothing else',
    objects: [...pods, server('app', 'web', { podSelector: { matchLabels: { app: 'web' } }, port: 8080, mood: 'calm' })],
    questions: [
      ['cli', 'web', 8080, 'unknown'],
      ['cli', 'leg', 8080, 'allowed'],
      ['cli', 'web', 8080, 'allowed', 'UDP'],
    ],
  },
  {
    name: 'pods that will be injected are judged like injected ones',
    objects: [
      meshedPod('app', 'web', { isPlanned: true }),
      plainPod('app', 'leg', {}),
      server('app', 'web', { podSelector: {}, port: 8080 }),
    ],
    questions: [['leg', 'web', 8080, 'denied']],
  },
]; // prettier-ignore

const np = (ports: readonly number[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'np', namespace: 'app' },
  spec: { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ ports: ports.map((port) => ({ port })) }] },
});
const tunnelled = config({ outboundTransportMode: 'transport-header' });

/** Meshed connections arrive at port 4143 (semantics 06 §A5). */
const behindPolicies: readonly Case[] = [
  {
    name: 'A5 the proxy port alone lets the mesh in, and nobody else',
    objects: [...pods, np([4143]), tunnelled],
    questions: [
      ['cli', 'web', 8080, 'allowed'],
      ['leg', 'web', 8080, 'denied'],
      ['cli', 'web', 4567, 'denied'],
    ],
  },
  {
    name: 'A5 the port of the program alone lets in what does not use the mesh; whether members can is not certain',
    objects: [...pods, np([8080]), tunnelled],
    questions: [
      ['cli', 'web', 8080, 'unknown'],
      ['leg', 'web', 8080, 'allowed'],
    ],
  },
  {
    name: 'A5 both ports let both in, and the proxy still judges',
    objects: [...pods, np([4143, 8080]), tunnelled, webServer, onlyCli, cliAllowed],
    questions: [
      ['cli', 'web', 8080, 'allowed'],
      ['leg', 'web', 8080, 'denied'],
    ],
  },
  {
    name: 'A5 an older release keeps the port',
    objects: [...pods, np([8080]), config({ outboundTransportMode: 'transparent' })],
    questions: [['cli', 'web', 8080, 'allowed']],
  },
  {
    name: 'A5 a release nobody knows may do either',
    objects: [...pods, np([8080])],
    questions: [
      ['cli', 'web', 8080, 'unknown'],
      ['leg', 'web', 8080, 'allowed'],
    ],
  },
];

describe.each([...rows, ...more, ...behindPolicies])('$name', ({ objects, questions }) => {
  it.each(questions)('%s → %s:%i is %s %s', (...question) => {
    expect(ask(objects, question)).toBe(question[3]);
  });
});

describe('diagnostics', () => {
  it.each([
    { name: 'a missing authentication', object: cliAllowed, code: 'POLICY.MISSING_REFERENCE' },
    { name: 'an unknown version', object: meshObject('Server', 'app', 'x', {}, 'v9'), code: 'POLICY.UNKNOWN_VERSION' },
    { name: 'an unknown field', object: server('app', 'x', { port: 1, podSelector: {}, mood: 1 }), code: 'POLICY.INVALID_SPEC' },
    { name: 'a selector', object: server('app', 'x', { port: 1, podSelector: { app: 'x' } }), code: 'POLICY.INVALID_SELECTOR' },
    { name: 'an unknown target', object: policy(target('Gateway', 'g'), []), code: 'POLICY.INVALID_REFERENCE' },
    { name: 'a network', object: network('n', [{ cidr: 'x' }]), code: 'POLICY.INVALID_CIDR' },
  ])('$name is reported', ({ object, code }) => {
    const { diagnostics } = Reachability.build(modelOf([...pods, object]));
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  });
}); // prettier-ignore
