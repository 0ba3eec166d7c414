import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import type { MatchedGroups, PodSelection } from '../../endpoints/pod-selection.js';
import { recordOf } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { PodGroup } from '../../model/pod-group.js';
import { type Requirement, Selector, meets, valueOf } from '../../model/selector.js';
import { parseIp } from '../../sets/ip-address.js';
import { IpSet } from '../../sets/ip-set.js';
import type { LowerContext } from '../dialect.js';

/** Marks pods of another cluster where several clusters are evaluated together. */
const REMOTE_KEY = 'fenceline.io/remote-cluster';
const LOCAL_ONLY: Requirement = { key: REMOTE_KEY, operator: 'DoesNotExist', values: [] };

/** Finds pods, nodes and their addresses for Antrea's selectors. */
export class Places {
  readonly #isJoint: boolean;
  readonly model: NetworkModel;

  constructor(private readonly context: LowerContext) {
    this.model = context.model;
    this.#isJoint = context.model.groups.some(({ labels }) => Object.hasOwn(labels, REMOTE_KEY));
  }

  /** A selection of this cluster's pods, or of all clusters of the set. */
  selection(namespaces: PodSelection['namespaces'], pods: Selector, everyCluster = false): PodSelection {
    const isPlain = everyCluster || !this.#isJoint;
    return { namespaces, pods: isPlain ? pods : new Selector([...pods.requirements, LOCAL_ONLY]) };
  }

  /** The pods of a selection that are in one namespace. */
  inNamespace({ namespaces, pods }: PodSelection, namespace: string): MatchedGroups {
    const scope = namespaces.kind === 'own' ? 'own' : namespaces.selector.text;
    const test = ({ group, namespaceLabels }: Endpoint): boolean | undefined => {
      if (group.namespace !== namespace || !pods.matches(group.labels)) return false;
      if (namespaces.kind === 'own') return true;
      if (namespaceLabels !== null) return namespaces.selector.matches(namespaceLabels);
      return namespaces.selector.matchesEverything ? true : undefined;
    };
    return this.context.endpoints.where(`antrea ${namespace} / ${scope} / ${pods.text}`, test, { namespace });
  }

  /** Pods with a service account. */
  withAccount(namespace: string, name: string): MatchedGroups {
    return this.context.endpoints.where(
      `antrea account ${namespace}/${name}`,
      ({ group }) => group.namespace === namespace && group.serviceAccount === name && this.#isLocal(group),
      { namespace },
    );
  }

  /** Pods behind a Service. */
  behind(namespace: string, name: string): MatchedGroups {
    const service = this.model.services.find((own) => own.namespace === namespace && own.name === name);
    const groups = new Set(service?.groups ?? []);
    return this.context.endpoints.where(`antrea service ${namespace}/${name}`, ({ id }) => groups.has(id));
  }

  /** Pods of namespaces that carry the same values of some labels as one namespace; nobody when it lacks one. */
  sameLabels(namespace: string, keys: readonly string[], pods: Selector): MatchedGroups {
    const own = this.context.endpoints;
    const wanted = this.model.namespaces.get(namespace);
    const values = keys.map((key) => wanted?.labels.get(key));
    const isKnown = wanted !== undefined && !wanted.synthetic;
    return own.where(`antrea like ${namespace} in ${keys.join(',')} / ${pods.text}`, ({ group, namespaceLabels }) => {
      if (!pods.matches(group.labels) || !this.#isLocal(group)) return false;
      if (namespaceLabels === null || (!isKnown && this.model.facts.origin === 'live')) return undefined;
      return keys.every((key, at) => values[at] !== undefined && valueOf(namespaceLabels, key) === values[at]);
    });
  }

  /** Host-network groups on nodes with labels. */
  onNodes(nodes: Selector): MatchedGroups {
    const labels = new Map(this.model.nodes.map((node) => [node.name, recordOf([...node.labels])]));
    return this.context.endpoints.where(
      `antrea nodes ${nodes.text}`,
      ({ isNode, group }) => {
        if (!isNode) return false;
        const answers = group.members.map(({ node }) => {
          const own = node === undefined ? undefined : labels.get(node);
          return own === undefined
            ? undefined
            : nodes.requirements.every((requirement) => meets(requirement, valueOf(own, requirement.key)));
        });
        return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined;
      },
      { nodes: true },
    );
  }

  /** Addresses of nodes with labels. */
  addressesOfNodes(nodes: Selector): IpSet {
    const chosen = this.model.nodes.filter(({ labels }) => nodes.matches(recordOf([...labels])));
    return IpSet.of(
      chosen.flatMap(({ addresses }) =>
        addresses.flatMap((text) => {
          const address = parseIp(text);
          return address === null ? [] : [{ family: address.family, lo: address.value, hi: address.value }];
        }),
      ),
    );
  }

  /** Every namespace that has pods, sorted. */
  namespaces(): readonly string[] {
    return [...new Set(this.model.groups.map(({ namespace }) => namespace))].sort();
  }

  #isLocal({ labels }: PodGroup): boolean {
    return !Object.hasOwn(labels, REMOTE_KEY);
  }
}
