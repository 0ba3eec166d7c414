import fc from 'fast-check';
import { expect, it } from 'vitest';
import { consulDialect } from '#src/engine/dialects/consul/consul.dialect.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { consulObject, consulPod, outsidePod, servers } from '../../support/consul-objects.js';
import {
  type ConsulWorld,
  type OracleIntentions,
  type OracleMesh,
  type OracleService,
  type OracleSource,
  consulLetsIn,
} from '../../support/consul-oracle.js';
import { modelOf } from '../../support/network-model.js';

const RUNS = Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 500);
const PORTS = [80, 9102, 8080] as const;
const NAMES = ['web', 'api', 'db'] as const;

const ports = fc.constantFrom<readonly number[]>([], [], [9102], [80, 8080]);
const service = fc.record({
  name: fc.constantFrom(...NAMES),
  mesh: fc.constantFrom(true, true, true, false),
  transparent: fc.constantFrom(undefined, undefined, true, false),
  excludeInbound: ports,
  excludeOutbound: ports,
  skipsAddresses: fc.constantFrom(false, false, false, true),
  remote: fc.constantFrom(null, null, null, 'c2'),
});
const source: fc.Arbitrary<OracleSource> = fc.record({
  name: fc.constantFrom('*', ...NAMES),
  peer: fc.constantFrom(null, null, null, 'c2', 'c3'),
  action: fc.constantFrom('allow', 'allow', 'deny', 'deny', 'read-only', 'no-delete'),
});
const intentions: fc.Arbitrary<OracleIntentions> = fc.record({
  destination: fc.constantFrom('*', 'web', 'api', 'db'),
  sources: fc.uniqueArray(source, { selector: ({ name, peer }) => `${name}@${String(peer)}`, maxLength: 3 }),
  needsToken: fc.constantFrom(false, false, false, true),
  refused: fc.constantFrom(false, false, false, true),
});
const mesh: fc.Arbitrary<OracleMesh> = fc.record({
  services: fc.array(service, { minLength: 2, maxLength: 4 }),
  // One object for each destination: what two of equal weight do about requests depends on both.
  intentions: fc.uniqueArray(intentions, { selector: ({ destination }) => destination, maxLength: 3 }),
  http: fc.subarray([...NAMES]),
  permissive: fc.subarray([...NAMES]),
  allowsPermissive: fc.boolean(),
  byDefault: fc.constantFrom(true, false, undefined),
});

const PREFIX = 'consul.hashicorp.com/';

function podOf(own: OracleService, index: number): object {
  const annotations: Record<string, string> = { [`${PREFIX}connect-service`]: own.name };
  if (own.transparent !== undefined) annotations[`${PREFIX}transparent-proxy`] = String(own.transparent);
  if (own.excludeInbound.length > 0) annotations[`${PREFIX}transparent-proxy-exclude-inbound-ports`] = own.excludeInbound.join(','); // prettier-ignore
  if (own.excludeOutbound.length > 0) annotations[`${PREFIX}transparent-proxy-exclude-outbound-ports`] = own.excludeOutbound.join(','); // prettier-ignore
  if (own.skipsAddresses) annotations[`${PREFIX}transparent-proxy-exclude-outbound-cidrs`] = '192.0.2.0/24';
  const labels = { pod: `p${String(index)}`, ...(own.remote === null ? {} : { 'fenceline.io/remote-cluster': own.remote }) }; // prettier-ignore
  return (own.mesh ? consulPod : outsidePod)('app', `p${String(index)}`, { annotations, labels });
}

function objectsOf({ services, intentions: found, http, permissive, allowsPermissive, byDefault }: OracleMesh): object[] {
  const permission = { 'read-only': [{ action: 'allow', http: { methods: ['GET'], pathPrefix: '/' } }], 'no-delete': [{ action: 'deny', http: { methods: ['DELETE'], pathPrefix: '/' } }] }; // prettier-ignore
  const action = (own: OracleSource['action']): object =>
    own === 'allow' || own === 'deny' ? { action: own } : { permissions: permission[own] };
  return [
    ...services.map(podOf),
    ...(byDefault === undefined ? [] : [servers({ aclEnabled: 'true', aclDefaultPolicy: byDefault ? 'allow' : 'deny' })]),
    consulObject('Mesh', 'mesh', { allowEnablingPermissiveMutualTLS: allowsPermissive }),
    ...NAMES.map((name) =>
      consulObject('ServiceDefaults', name, {
        ...(http.includes(name) ? { protocol: 'http' } : {}),
        ...(permissive.includes(name) ? { mutualTLSMode: 'permissive' } : {}),
      }),
    ),
    ...found.map(({ destination, sources, needsToken, refused }, index) =>
      consulObject(
        'ServiceIntentions',
        `i${String(index)}`,
        {
          destination: { name: destination },
          sources: sources.map((own) => ({ name: own.name, ...(own.peer === null ? {} : { peer: own.peer }), ...action(own.action) })),
          ...(needsToken ? { jwt: { providers: [{ name: 'okta' }] } } : {}),
        },
        refused ? { conditions: [{ type: 'Synced', status: 'False' }] } : undefined,
      ),
    ),
  ];
} // prettier-ignore

const BOTH = [true, false];

function judge(found: OracleMesh, src: OracleService, dst: OracleService, port: number) {
  const answers = (found.byDefault === undefined ? BOTH : [found.byDefault]).flatMap((allowsByDefault) =>
    BOTH.flatMap((hasToken) =>
      BOTH.flatMap((usesProxy) =>
        BOTH.flatMap((knownAs) =>
          (['GET', 'POST', 'DELETE'] as const).map((method): boolean => {
            const world: ConsulWorld = { allowsByDefault, hasToken, usesProxy, knownAs, method };
            return consulLetsIn(found, src, dst, port, world);
          }),
        ),
      ),
    ),
  );
  return { must: answers.every(Boolean), may: answers.some(Boolean) };
}

it(
  `lets in what the oracle lets in, on ${String(RUNS)} random clusters`,
  () => {
    fc.assert(
      fc.property(mesh, (found) => {
        const model = modelOf(objectsOf(found));
        const reach = Reachability.build(model, { dialects: [consulDialect] });
        const idOf = (index: number) => model.groups.findIndex(({ labels }) => labels['pod'] === `p${String(index)}`);
        const wrong: unknown[] = [];
        for (const [to, dst] of found.services.entries()) {
          for (const [from, src] of found.services.entries()) {
            if (from === to) continue;
            const flow = reach.flow(idOf(from), idOf(to));
            for (const port of PORTS) {
              const engine = { must: flow.must.contains('TCP', port), may: flow.may.contains('TCP', port) };
              const oracle = judge(found, src, dst, port);
              // What a peer is called is one unknown for all entries; the engine asks each entry on its own.
              const isBounded = src.remote !== null;
              const isRight = isBounded
                ? (!engine.must || oracle.must) && (!oracle.may || engine.may)
                : engine.must === oracle.must && engine.may === oracle.may;
              if (!isRight || !flow.must.contains('UDP', port)) wrong.push({ src, dst, port, engine, oracle });
            }
          }
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
  60_000 + RUNS * 40,
);
