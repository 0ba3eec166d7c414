import { describe, expect, it } from 'vitest';
import { Reachability } from '#src/engine/reachability/reachability.js';
import {
  authentication,
  authorization,
  meshNamespace,
  meshPod,
  meshService,
  type MeshMode,
} from '../../support/istio-objects.js';
import { modelOf } from '../../support/network-model.js';
import { verdictOf } from '../../support/flow-verdict.js';

/** Namespace foo: srv (8080 HTTP, 9000 TCP). bar: cli in the mesh. ext: leg outside it (semantics 05 §8). */
function cluster(
  objects: readonly object[],
  srv: { mode?: MeshMode; annotations?: Record<string, string> } = {},
): object[] {
  const mode = srv.mode ?? 'sidecar';
  const client = mode === 'ambient' ? 'ambient' : 'sidecar';
  return [
    meshNamespace('foo', { 'istio-injection': 'enabled' }),
    meshNamespace('bar', { 'istio-injection': 'enabled' }),
    meshNamespace('ext'),
    meshPod('foo', 'srv', mode, {
      ip: '10.0.0.1',
      ...(srv.annotations === undefined ? {} : { annotations: srv.annotations }),
    }),
    meshPod('bar', 'cli', client, { ip: '10.0.0.2' }),
    meshPod('ext', 'leg', 'none', { ip: '10.0.0.3' }),
    meshService('foo', 'srv', [
      { name: 'http', port: 8080 },
      { name: 'tcp-raw', port: 9000 },
    ]),
    ...objects,
  ];
}

const STRICT = authentication('foo', { mtls: { mode: 'STRICT' } });
const NOTHING = authorization('foo', {}, { name: 'nothing' });
const EVERYTHING = authorization('foo', { rules: [{}] }, { name: 'everything' });
const from = (source: object): object => authorization('foo', { rules: [{ from: [{ source }] }] });
const to = (operation: object, action = 'ALLOW'): object =>
  authorization('foo', { action, rules: [{ to: [{ operation }] }] });

interface Row {
  readonly id: string;
  readonly what: string;
  readonly objects: readonly object[];
  readonly srv?: { mode?: MeshMode; annotations?: Record<string, string> };
  /** `from port` → answer; `cli`, `leg`, `net` (the internet). */
  readonly flows: Readonly<Record<string, 'ALLOW' | 'DENY' | 'COND'>>;
}

const rows: readonly Row[] = [
  { id: 'I1', what: 'nothing is configured', objects: [], flows: { 'leg 8080': 'ALLOW' } },
  {
    id: 'I2',
    what: 'STRICT refuses plain text',
    objects: [STRICT],
    flows: { 'leg 8080': 'DENY', 'cli 8080': 'ALLOW' },
  },
  {
    id: 'I3',
    what: 'an empty spec allows nothing',
    objects: [NOTHING],
    flows: { 'leg 8080': 'DENY', 'cli 8080': 'DENY' },
  },
  { id: 'I4', what: 'one empty rule allows everything', objects: [EVERYTHING], flows: { 'leg 8080': 'ALLOW' } },
  { id: 'I5', what: 'ALLOW policies add up', objects: [NOTHING, EVERYTHING], flows: { 'leg 8080': 'ALLOW' } },
  {
    id: 'I6',
    what: 'a principal',
    objects: [from({ principals: ['cluster.local/ns/bar/sa/cli'] })],
    flows: { 'cli 8080': 'ALLOW', 'leg 8080': 'DENY' },
  },
  {
    id: 'I7',
    what: 'a negative namespace admits whoever has no identity',
    objects: [from({ notNamespaces: ['bar'] })],
    flows: { 'cli 8080': 'DENY', 'leg 8080': 'ALLOW', 'net 8080': 'ALLOW' },
  },
  {
    id: 'I8',
    what: 'STRICT closes that door',
    objects: [from({ notNamespaces: ['bar'] }), STRICT],
    flows: { 'leg 8080': 'DENY', 'net 8080': 'DENY' },
  },
  {
    id: 'I9',
    what: 'a path in DENY is wider on TCP',
    objects: [to({ paths: ['/admin*'] }, 'DENY')],
    flows: { 'cli 8080': 'COND', 'cli 9000': 'DENY' },
  },
  {
    id: 'I10',
    what: 'a port keeps it from widening',
    objects: [to({ ports: ['8080'], paths: ['/admin*'] }, 'DENY')],
    flows: { 'cli 9000': 'ALLOW', 'cli 8080': 'COND' },
  },
  {
    id: 'I11',
    what: 'a method in ALLOW never matches TCP',
    objects: [to({ methods: ['GET'] })],
    flows: { 'cli 8080': 'COND', 'cli 9000': 'DENY' },
  },
  {
    id: 'I12',
    what: 'an excluded port passes the proxy by',
    objects: [NOTHING],
    srv: { annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '9000' } },
    flows: { 'leg 9000': 'ALLOW', 'leg 8080': 'DENY' },
  },
  {
    id: 'I13',
    what: 'a pod that runs without a sidecar is not captured, whatever its namespace says',
    objects: [NOTHING],
    srv: { mode: 'none' },
    flows: { 'leg 8080': 'ALLOW', 'cli 8080': 'ALLOW' },
  },
  {
    id: 'I14',
    what: 'the root namespace speaks for the whole mesh',
    objects: [authorization('istio-system', {}), from({ namespaces: ['bar'] })],
    flows: { 'cli 8080': 'ALLOW', 'leg 8080': 'DENY' },
  },
  {
    id: 'I15',
    what: 'a rehearsal has no effect',
    objects: [authorization('foo', {}, { annotations: { 'istio.io/dry-run': 'true' } })],
    flows: { 'leg 8080': 'ALLOW', 'cli 8080': 'ALLOW' },
  },
  {
    id: 'I16',
    what: 'nobody knows what an external authorizer says',
    objects: [authorization('foo', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] }), EVERYTHING],
    flows: { 'cli 8080': 'COND' },
  },
  {
    id: 'I17',
    what: 'releases of ztunnel differ about a DENY of paths only',
    objects: [to({ paths: ['/admin'] }, 'DENY')],
    srv: { mode: 'ambient' },
    flows: { 'cli 8080': 'COND' },
  },
  {
    id: 'I18',
    what: 'a policy at the waypoint is no barrier for the address of the pod',
    objects: [
      authorization('foo', {
        targetRefs: [{ group: '', kind: 'Service', name: 'srv' }],
        rules: [{ to: [{ operation: { methods: ['GET'] } }] }],
      }),
    ],
    srv: { mode: 'ambient' },
    flows: { 'cli 8080': 'ALLOW' },
  },
  {
    id: 'I19',
    what: 'any principal means mutual TLS',
    objects: [from({ principals: ['*'] })],
    flows: { 'cli 8080': 'ALLOW', 'leg 8080': 'DENY' },
  },
  {
    id: 'I20',
    what: 'only TCP is captured',
    objects: [NOTHING, STRICT],
    flows: { 'leg UDP/5353': 'ALLOW', 'leg SCTP/1': 'ALLOW', 'leg other': 'ALLOW', 'leg 8080': 'DENY' },
  },
];

describe('the worked examples', () => {
  it.each(rows)('$id: $what', ({ objects, srv, flows }) => {
    const reach = Reachability.build(modelOf(cluster(objects, srv)));
    const answers = Object.keys(flows).map((flow) => [
      flow,
      verdictOf(reach, flow, { to: 'foo/srv', from: { cli: 'bar/cli', leg: 'ext/leg' } }),
    ]);
    expect(Object.fromEntries(answers)).toEqual(flows);
  });
});
