import { asList, asText, member, memberAt } from '../../model/json-value.js';
import type { Truth } from '../../reachability/flow.js';
import { type Evidence, noted, seen } from '../evidence.js';
import { configMap, configValue, objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link, Premise, Strength } from '../link.js';
import type { LinkDetector } from '../link-detector.js';
import { overlapIn } from '../overlaps.js';
import type { IdentityRoute } from '../route.js';
import { globalServices } from './cilium-global-services.js';
import { defaultLocal, unsharedNamespaces } from './cilium-scope.js';

/** R4: Cilium ClusterMesh: the pods of both clusters know each other by their labels (semantics 09 §3.1). */
export const ciliumClusterMesh: LinkDetector = {
  technology: 'cilium-clustermesh',
  detect(from, to) {
    if (!hasMesh(from) || !hasMesh(to)) return [];
    const [a, b] = [from.facts.names.cilium, to.facts.names.cilium];
    const [here, there] = [lists(from, to), lists(to, from)];
    if (here === 'no' && there === 'no') return [];
    const problems = [
      ...(a.id !== undefined && a.id === b.id ? [`both clusters have the cluster-id ${String(a.id)}`] : []),
      ...(overlapIn('pods', from, to).verdict === 'overlap' ? ['their pod addresses overlap'] : []),
      ...[...(here === 'yes' ? [] : [from]), ...(there === 'yes' ? [] : [to])].map(
        ({ name }) => `whether ${name} is configured to connect to the other cluster is not known`,
      ),
    ];
    const strength: Strength =
      here === 'yes' && there === 'yes' ? 'both-sides' : here === 'yes' || there === 'yes' ? 'one-side' : 'plausible';
    const premise: Premise = problems.length === 0 ? 'proven' : 'possible';
    const route: IdentityRoute = {
      kind: 'identities',
      defaultLocal: { from: defaultLocal(from.model), to: defaultLocal(to.model) },
      unshared: { from: unsharedNamespaces(from.model), to: unsharedNamespaces(to.model) },
      labels: { from: a.name ?? from.name, to: b.name ?? to.name },
      targets: null,
    };
    const link: Link = {
      kind: 'R4',
      technology: 'cilium-clustermesh',
      subject: '',
      from: from.name,
      to: to.name,
      premise,
      strength,
      because: problems,
      evidence: [...evidenceOf(from), ...evidenceOf(to)],
      route,
    };
    return [link, ...globalServices(from, to, link, route)];
  },
};

/** A cluster takes part when it has an id of its own and serves its state to others. */
function hasMesh({ facts, model }: FleetMember): boolean {
  const { id } = facts.names.cilium;
  const serves = model.services.some(({ name }) => name === 'clustermesh-apiserver');
  return (id !== undefined && id !== 0) || serves || peersOf(model) !== undefined;
}

/** Is one cluster configured to read the state of the other? */
function lists(reader: FleetMember, read: FleetMember): Truth {
  const peers = peersOf(reader.model);
  if (peers === undefined) return 'unknown';
  const { name } = read.facts.names.cilium;
  if (peers.has(read.name) || (name !== undefined && peers.has(name))) return 'yes';
  return name === undefined ? 'unknown' : 'no';
}

/** Where the allow-list puts the mesh's host aliases of the agent. */
const PEER_HOSTS = 'env.fenceline.io/clustermesh-peers';
const PEER_SECRETS = ['cilium-clustermesh', 'cilium-kvstoremesh'];

/** Names of the clusters in the configuration of the mesh: keys of a Secret, or host names of the agent. */
function peersOf(model: FleetMember['model']): ReadonlySet<string> | undefined {
  const secrets = objectsOf(model, 'core/Secret').filter(({ metadata }) => PEER_SECRETS.includes(metadata.name));
  const keys = secrets.flatMap((secret) => asList(member(secret, 'keys')).flatMap((key) => asText(key) ?? []));
  const hosts = objectsOf(model, 'apps/DaemonSet').flatMap(({ spec }) =>
    (asText(memberAt(spec, 'template', 'metadata', 'annotations', PEER_HOSTS)) ?? '')
      .split(',')
      .filter((name) => name !== ''),
  );
  if (keys.length + hosts.length === 0) return undefined;
  // Certificates of a peer are stored beside its configuration, as `<peer>.<file>`.
  return new Set([...keys.filter((key) => !key.includes('.')), ...hosts]);
}

function evidenceOf({ name, model, facts }: FleetMember): Evidence[] {
  const config = configMap(model, 'cilium-config');
  const { cilium } = facts.names;
  const secret = objectsOf(model, 'core/Secret').find(({ metadata }) => PEER_SECRETS.includes(metadata.name));
  const service = model.services.find((one) => one.name === 'clustermesh-apiserver');
  return [
    ...(config === undefined
      ? []
      : [
          seen(
            name,
            config,
            `cluster-name ${cilium.name ?? '?'}, cluster-id ${String(cilium.id ?? '?')}, policy-default-local-cluster ${configValue(model, 'cilium-config', 'policy-default-local-cluster') ?? 'not set'}`,
          ),
        ]),
    ...(secret === undefined
      ? [noted(name, 'the list of peers is in a Secret, which was not read')]
      : [seen(name, secret, `names the peers ${[...(peersOf(model) ?? [])].sort().join(', ') || 'nobody'}`)]),
    ...(service === undefined
      ? []
      : [{ cluster: name, object: service.ref, text: 'serves the state of the cluster to peers' }]),
  ];
}
