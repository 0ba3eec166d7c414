import { meets, valueOf } from '../../model/selector.js';
import { recordOf } from '../../model/json-value.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import type { ProblemList } from '../problem-list.js';
import { EVERYWHERE } from './cluster-addresses.js';
import type { Ground } from './ground.js';
import { type Condition, type Readings, perhapsAlso, readingsOfPeer, textOfReadings } from './identity-selector.js';
import { type Term, readTerms } from './identity-term.js';
import { lowerApiServer, lowerNodes, lowerWorld, type EntityUse } from './lower-entities.js';
import type { PeerList } from './peer-list.js';

/** A selector's policy: its namespace, and what else its peers must meet (`fromRequires`). */
export interface SelectorPlace {
  readonly own: string;
  readonly required: readonly (readonly Condition[])[];
}

/** Lowers `fromEndpoints` or `toEndpoints`: pods by their identities, and special identities where a selector means them. */
export function lowerEndpoints(
  raw: readonly unknown[],
  field: string,
  place: SelectorPlace,
  use: EntityUse,
  ground: Ground,
  peers: PeerList,
  problems: ProblemList,
): void {
  for (const [index, entry] of raw.entries()) {
    const terms = readTerms(entry, `${field}[${String(index)}]`, problems);
    if (terms === null) {
      peers.anyone(false);
      continue;
    }
    const readings = place.required.reduce<Readings>(perhapsAlso, readingsOfPeer(terms, place.own, ground.settings));
    peers.pods(ground.finder.pods(readings, place.own));
    lowerSpecial(readings, terms, use, ground, peers);
  }
}

function lowerSpecial(
  readings: Readings,
  terms: readonly Term[],
  use: EntityUse,
  ground: Ground,
  peers: PeerList,
): void {
  const { finder } = ground;
  const world = finder.reserved(readings, ['world', 'world-ipv4', 'world-ipv6']);
  if (world !== false) lowerWorld(EVERYWHERE, ground, peers, world === true);
  const host = finder.reserved(readings, ['host']);
  const remote = finder.reserved(readings, ['remote-node']);
  if (host !== false || remote !== false) lowerNodes(ground, peers, host === true && remote === true);
  if (terms.some(({ source, key }) => source === 'reserved' && key === 'kube-apiserver'))
    lowerApiServer(use, ground, peers);
}

/** Lowers `fromNodes` or `toNodes`: other nodes by their labels, where nodes have identities of their own. */
export function lowerNodePeers(
  raw: readonly unknown[],
  field: string,
  { direction }: EntityUse,
  ground: Ground,
  peers: PeerList,
  problems: ProblemList,
): void {
  const { nodeLabels } = ground.settings;
  if (nodeLabels === false) {
    problems.warn(
      'POLICY.INERT_RULES',
      field,
      'nodes have no identities by label here (enable-node-selector-labels is off), so this matches nobody',
    );
    return;
  }
  for (const [index, entry] of raw.entries()) {
    const terms = readTerms(entry, `${field}[${String(index)}]`, problems);
    if (terms === null) lowerNodes(ground, peers, false);
    else peers.nodes(nodesWithLabels(terms, ground), nodeLabels === true && direction === 'ingress');
  }
}

/** Host-network groups on nodes with certain labels. */
export function nodesWithLabels(terms: readonly Term[], ground: Ground): MatchedGroups {
  const labels = new Map(ground.context.model.nodes.map((node) => [node.name, recordOf([...node.labels])]));
  return ground.nodesWhere(textOfReadings([terms.map((term): Condition => ({ kind: 'term', term }))]), (name) => {
    const own = labels.get(name);
    return own === undefined ? undefined : terms.every((term) => meets(term, valueOf(own, term.key)));
  });
}
