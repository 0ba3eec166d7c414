import { expect, it } from 'vitest';
import { withRemoteGroups } from '#src/engine/fleet/federation/remote-groups.js';
import { buildModel } from '#src/engine/model/build-model.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { factsOf } from '../../support/network-model.js';
import { cnp, ccnp, config, namespace, np, pod } from '../../support/policy-objects.js';
import { endOf, type Verdict } from '../../support/verdict-cases.js';

const CLIENTS: readonly unknown[] = [
  namespace('a'),
  pod('a', 'app', 'm1', '10.1.0.1'),
  pod('b', 'app', 'm1', '10.1.0.2'),
];
const FROM_APP: object = { matchLabels: { app: 'app' } };
const FROM_A: object = { matchLabels: { app: 'app', 'io.kubernetes.pod.namespace': 'a' } };
const FROM_A_OF_C1: object = {
  matchLabels: { 'io.kubernetes.pod.namespace': 'a', 'io.cilium.k8s.policy.cluster': 'c1' },
};
const LOCAL = config({ 'cluster-name': 'c2', 'policy-default-local-cluster': 'true' });
const GLOBAL = config({ 'cluster-name': 'c2', 'policy-default-local-cluster': 'false' });
const ON_B = { ns: 'b', on: {} };

/** What cluster c2 answers to pods of c1 (semantics 09, M4 to M6). */
const ROWS: readonly { name: string; policies: readonly unknown[]; from: string; verdict: Verdict }[] = [
  {
    name: 'M4 a selector means its own namespace, in every cluster',
    policies: [GLOBAL, cnp({ ingress: [{ fromEndpoints: [FROM_APP] }] }, ON_B)],
    from: 'a',
    verdict: 'DENY',
  },
  {
    name: 'M4 so the namespace of the same name is admitted',
    policies: [GLOBAL, cnp({ ingress: [{ fromEndpoints: [FROM_APP] }] }, ON_B)],
    from: 'b',
    verdict: 'ALLOW',
  },
  {
    name: 'M5 a namespace by name means every cluster',
    policies: [GLOBAL, cnp({ ingress: [{ fromEndpoints: [FROM_A] }] }, ON_B)],
    from: 'a',
    verdict: 'ALLOW',
  },
  {
    name: 'M5 unless selectors are local by default',
    policies: [LOCAL, cnp({ ingress: [{ fromEndpoints: [FROM_A] }] }, ON_B)],
    from: 'a',
    verdict: 'DENY',
  },
  {
    name: 'M5 a selector that names the cluster still reaches it',
    policies: [LOCAL, cnp({ ingress: [{ fromEndpoints: [FROM_A_OF_C1] }] }, ON_B)],
    from: 'a',
    verdict: 'ALLOW',
  },
  {
    name: 'M5 an unknown release may mean either',
    policies: [cnp({ ingress: [{ fromEndpoints: [FROM_A] }] }, ON_B)],
    from: 'a',
    verdict: 'COND',
  },
  {
    name: 'M6 a block never matches a pod of the mesh',
    policies: [GLOBAL, np({ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.1.0.0/16' } }] }] }, 'np', 'b')],
    from: 'a',
    verdict: 'DENY',
  },
  {
    name: 'M6 nor does the world',
    policies: [GLOBAL, ccnp({ ingress: [{ fromEntities: ['world'] }] }, {})],
    from: 'a',
    verdict: 'DENY',
  },
  {
    name: 'M6 nor the entity cluster',
    policies: [GLOBAL, ccnp({ ingress: [{ fromEntities: ['cluster'] }] }, {})],
    from: 'a',
    verdict: 'DENY',
  },
];

function model(objects: readonly unknown[]): NetworkModel {
  return buildModel({ ...factsOf(objects), cni: 'cilium' });
}

it.each(ROWS)('$name', ({ policies, from, verdict }) => {
  const local = model([pod('b', 'db', 'n1', '10.2.0.1'), ...policies]);
  const remote = model(CLIENTS);
  const joint = withRemoteGroups(local, remote, { local: 'c2', remote: 'c1' });
  const reach = Reachability.build(joint.model);
  const client = endOf(remote, `${from}/app`);
  const server = endOf(local, 'b/db');
  if (!('group' in client) || !('group' in server)) throw new Error('both ends are pods');
  const { must, may } = reach.permits('ingress', server.group, joint.remote(client.group));
  expect(must.contains('TCP', 80) ? 'ALLOW' : may.contains('TCP', 80) ? 'COND' : 'DENY').toBe(verdict);
});
