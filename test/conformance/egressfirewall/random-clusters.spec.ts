import fc from 'fast-check';
import { expect, it } from 'vitest';
import { egressFirewallDialect } from '#src/engine/dialects/egressfirewall/egressfirewall.dialect.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { parseIp } from '#src/engine/sets/ip-address.js';
import {
  type FirewallWorld,
  type OracleFirewall,
  type OracleNode,
  type OracleRule,
  firewallLetsOut,
} from '../../support/egressfirewall-oracle.js';
import { modelOf, podObject } from '../../support/network-model.js';

const RUNS = Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 500);
const ADDRESSES = ['203.0.113.5', '203.0.113.200', '198.51.100.1', '10.0.0.99', '192.168.0.1', '192.168.0.2'] as const;
const PACKETS = [
  { protocol: 'TCP', port: 443 },
  { protocol: 'TCP', port: 80 },
  { protocol: 'UDP', port: 53 },
] as const;

const rule: fc.Arbitrary<OracleRule> = fc.record({
  type: fc.constantFrom<OracleRule['type']>('Allow', 'Allow', 'Allow', 'Deny', 'Deny', 'Deny', 'Maybe'),
  to: fc.oneof(
    fc.constantFrom('0.0.0.0/0', '203.0.113.0/24', '203.0.113.128/25', '192.168.0.0/16', '10.0.0.0/8').map((cidr) => ({ cidr })),
    fc.constantFrom('203.0.113.0/24', '198.51.100.1/32').map((cidr) => ({ cidr })),
    fc.constant({ dnsName: 'example.com' }),
    fc.constantFrom('edge', 'core').map((role) => ({ role })),
    fc.constant({ broken: true as const }),
  ),
  ports: fc.option(
    fc.array(
      fc.constantFrom({ protocol: 'TCP', port: 443 }, { protocol: 'TCP', port: null }, { protocol: 'UDP', port: 53 }),
      { minLength: 1, maxLength: 2 },
    ),
  ),
}); // prettier-ignore
const firewall: fc.Arbitrary<OracleFirewall> = fc.record({
  namespace: fc.constantFrom('a', 'b'),
  name: fc.constantFrom('default', 'default', 'default', 'mine'),
  rules: fc.array(rule, { maxLength: 4 }),
});
const firewalls = fc.uniqueArray(firewall, { selector: ({ namespace, name }) => `${namespace}/${name}`, maxLength: 3 });
const node: fc.Arbitrary<OracleNode> = fc.record({
  name: fc.constant(''),
  ip: fc.constantFrom('192.168.0.1', '192.168.0.2'),
  role: fc.constantFrom('edge', 'core', 'none'),
});

function objectsOf(found: readonly OracleFirewall[], nodes: readonly OracleNode[], ofOpenShift: boolean): object[] {
  const [apiVersion, kind] = ofOpenShift ? ['network.openshift.io/v1', 'EgressNetworkPolicy'] : ['k8s.ovn.org/v1', 'EgressFirewall'];
  const to = (own: OracleRule['to']): object =>
    'cidr' in own ? { cidrSelector: own.cidr } : 'role' in own ? { nodeSelector: { matchLabels: { role: own.role } } } : 'broken' in own ? { cidrSelector: '10.0.0' } : own;
  return [
    ...nodes.map(({ name, ip, role }) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { role } }, status: { addresses: [{ type: 'InternalIP', address: ip }] } })),
    ...found.map(({ namespace, name, rules }) => ({
      apiVersion,
      kind,
      metadata: { name, namespace },
      spec: {
        egress: rules.map((own) => ({
          type: own.type,
          to: to(own.to),
          ...(own.ports === null ? {} : { ports: own.ports.map(({ protocol, port }) => ({ protocol, ...(port === null ? {} : { port }) })) }),
        })),
      },
    })),
  ];
} // prettier-ignore

const WORLDS: readonly FirewallWorld[] = (['nothing', 'Allow', 'Deny'] as const).flatMap((unreadable) =>
  [true, false].map((resolves) => ({ unreadable, resolves })),
);

it(
  `lets out what the oracle lets out, on ${String(RUNS)} random clusters`,
  () => {
    fc.assert(
      fc.property(firewalls, fc.uniqueArray(node, { selector: ({ ip }) => ip, minLength: 1 }), fc.boolean(), (found, drawn, ofOpenShift) => {
        const nodes = drawn.map((own, index) => ({ ...own, name: `n${String(index)}` }));
        // An EgressNetworkPolicy may have any name, and then nobody knows whether it counts.
        const counted = ofOpenShift ? found.filter(({ name }) => name === 'default') : found;
        const pods = ['a', 'b'].map((namespace) => podObject(namespace, 'p', {}, { ip: '10.0.0.7', spec: { nodeName: 'elsewhere' } }));
        const model = modelOf([...pods, podObject('a', 'q', { app: 'q' }, { ip: '10.0.0.8' }), ...objectsOf(counted, nodes, ofOpenShift)]);
        const reach = Reachability.build(model, { dialects: [egressFirewallDialect] });
        const wrong: unknown[] = [];
        for (const [id, group] of model.groups.entries()) {
          for (const far of model.groups.keys()) if (far !== id && !reach.flow(id, far).must.isAll) wrong.push({ id, far });
          for (const ip of ADDRESSES) {
            const address = parseIp(ip);
            const flow = reach.externalFrom(id).find(({ ranges }) => ranges.some(({ family, lo, hi }) => family === address?.family && lo <= address.value && address.value <= hi));
            for (const packet of PACKETS) {
              const answers = WORLDS.map((world) => firewallLetsOut(counted, nodes, group.namespace, { ...packet, ip }, world));
              const oracle = { must: answers.every(Boolean), may: answers.some(Boolean) };
              const engine = { must: flow?.must.contains(packet.protocol, packet.port), may: flow?.may.contains(packet.protocol, packet.port) };
              // Two rules that depend on the same unknown are judged each on its own.
              const several = counted.some(({ rules }) => rules.filter(({ type, to }) => type === 'Maybe' || 'dnsName' in to || 'broken' in to).length > 1);
              const isRight = several
                ? (engine.must !== true || oracle.must) && (!oracle.may || engine.may === true)
                : engine.must === oracle.must && engine.may === oracle.may;
              if (!isRight) wrong.push({ namespace: group.namespace, ip, packet, engine, oracle });
            }
          }
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
  60_000 + RUNS * 40,
); // prettier-ignore
