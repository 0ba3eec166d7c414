import { asList, asText, member, memberAt } from '../../model/json-value.js';
import type { RawObject } from '../../model/raw-object.js';
import { type Evidence, seen } from '../evidence.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Strength } from '../link.js';
import type { LinkDetector } from '../link-detector.js';

const GROUP = 'multicluster.crd.antrea.io';

/** R1 by Antrea Multi-cluster: members of one ClusterSet whose gateways carry pod traffic (semantics 09 §3.7). */
export const antreaMultiCluster: LinkDetector = {
  technology: 'antrea-multi-cluster',
  detect(from, to) {
    const [a, b] = [from.facts.names.antrea, to.facts.names.antrea];
    const [here, there] = [importOf(from, to), importOf(to, from)];
    const isOneSet = a.clusterSet !== undefined && a.clusterSet === b.clusterSet;
    if (here === undefined && there === undefined && !isOneSet) return [];
    const [ready, back] = [readySet(from), readySet(to)];
    const isConnected = here !== undefined && ready !== undefined && back !== undefined;
    const strength: Strength = isConnected
      ? 'connected'
      : here !== undefined && there !== undefined
        ? 'both-sides'
        : here !== undefined || there !== undefined
          ? 'one-side'
          : 'plausible';
    const evidence: Evidence[] = [
      ...(here === undefined ? [] : [seen(from.name, here, `holds the gateway and pod ranges of ${to.name}`)]),
      ...(there === undefined ? [] : [seen(to.name, there, `holds the gateway and pod ranges of ${from.name}`)]),
      ...(ready === undefined ? [] : [seen(from.name, ready, 'the ClusterSet is ready')]),
      ...(back === undefined ? [] : [seen(to.name, back, 'the ClusterSet is ready')]),
    ];
    const scoped = [from, to]
      .filter(hasClusterSetScope)
      .map(
        ({ name }) =>
          `policies of ${name} with the scope ClusterSet match pods of other clusters by labels, which is not evaluated`,
      );
    const doubts = [
      ...(here === undefined ? [`no ClusterInfoImport shows that ${from.name} knows the gateway of ${to.name}`] : []),
      ...(isConnected ? [] : ['no status shows both members ready']),
      ...scoped,
    ];
    return [
      {
        kind: 'R1',
        technology: 'antrea-multi-cluster',
        subject: '',
        from: from.name,
        to: to.name,
        premise: doubts.length === 0 ? 'proven' : 'possible',
        strength,
        because: doubts,
        evidence,
        route: { kind: 'pods', sourceKept: true, targets: null, trust: null, labelsMayMatch: scoped.length > 0 },
      },
    ];
  },
};

/** What the first cluster was told about the gateway of the second. */
function importOf(own: FleetMember, other: FleetMember): RawObject | undefined {
  const ids = new Set([other.name, other.facts.names.antrea.clusterId]);
  return objectsOf(own.model, `${GROUP}/ClusterInfoImport`).find((object) =>
    ids.has(asText(member(object.spec, 'clusterID')) ?? object.metadata.name.replace(/-clusterinfo$/, '')),
  );
}

function readySet({ model }: FleetMember): RawObject | undefined {
  return objectsOf(model, `${GROUP}/ClusterSet`).find(({ status }) =>
    [
      ...asList(memberAt(status, 'conditions')),
      ...asList(memberAt(status, 'clusterStatuses')).flatMap((one) => asList(member(one, 'conditions'))),
    ].some((condition) => member(condition, 'type') === 'Ready' && member(condition, 'status') === 'True'),
  );
}

function hasClusterSetScope({ model }: FleetMember): boolean {
  return ['crd.antrea.io/ClusterNetworkPolicy', 'crd.antrea.io/NetworkPolicy'].some((kind) =>
    objectsOf(model, kind).some(({ spec }) => JSON.stringify(spec ?? null).includes('"scope":"ClusterSet"')),
  );
}
