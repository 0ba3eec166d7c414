import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import { isCovered } from '../../model/coverage.js';
import { asList, asText, member, memberAt, recordOf } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { Labels, Selector } from '../../model/selector.js';
import { FAMILIES, parseIp } from '../../sets/ip-address.js';
import { type IpRange, wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { LowerContext } from '../dialect.js';
import type { Peer } from '../policy.js';

const EVERYWHERE = IpSet.of(FAMILIES.map(wholeFamily));

interface NodeFacts {
  readonly labels: Labels;
  readonly internal: readonly IpRange[];
  readonly all: readonly IpRange[];
}

/**
 * `nodes` peers: the addresses of the nodes whose labels match, and so the host-network pods there (semantics 02 §4).
 * Engines agree on a node's InternalIP only; its other addresses may or may not count.
 */
export class NodePeers {
  readonly #nodes: ReadonlyMap<string, NodeFacts>;
  /** Could there be nodes that were not read? */
  readonly #incomplete: boolean;

  constructor(private readonly context: Pick<LowerContext, 'model' | 'endpoints'>) {
    const { model } = context;
    this.#nodes = readNodes(model);
    const state = model.coverage.get('core/Node');
    this.#incomplete = state === undefined ? model.facts.origin === 'live' : !isCovered(state);
  }

  lower(selector: Selector): readonly Peer[] {
    const matching = [...this.#nodes.values()].filter(({ labels }) => selector.matches(labels));
    const groups = this.context.endpoints.where(`nodes ${selector.text}`, (end) => this.#isOn(end, selector), {
      nodes: true,
    });
    const perhaps = this.#incomplete ? EVERYWHERE : IpSet.of(matching.flatMap(({ all }) => all));
    return [
      { kind: 'groups', groups, certain: true },
      { kind: 'outside', set: IpSet.of(matching.flatMap(({ internal }) => internal)), certain: true },
      { kind: 'outside', set: perhaps, certain: false },
    ];
  }

  /** Undefined when a member's node is not known, or when members sit on nodes that differ. */
  #isOn({ group }: Endpoint, selector: Selector): boolean | undefined {
    if (!group.hostNetwork) return false;
    const answers = new Set(group.members.map(({ node }) => this.#matches(node, selector)));
    const [only] = answers;
    return answers.size === 1 && !group.fromTemplate ? only : this.#matches(undefined, selector);
  }

  #matches(name: string | undefined, selector: Selector): boolean | undefined {
    const node = name === undefined ? undefined : this.#nodes.get(name);
    if (node !== undefined) return selector.matches(node.labels);
    if (this.#incomplete || this.#nodes.size === 0) return undefined;
    const answers = new Set([...this.#nodes.values()].map(({ labels }) => selector.matches(labels)));
    return answers.size === 1 ? answers.has(true) : undefined;
  }
}

function readNodes(model: NetworkModel): ReadonlyMap<string, NodeFacts> {
  const objects = new Map((model.objects.get('core/Node') ?? []).map((node) => [node.metadata.name, node]));
  return new Map(
    model.nodes.map(({ name, labels }) => {
      const addresses = asList(memberAt(objects.get(name)?.status, 'addresses'));
      const ofType = (type?: string): IpRange[] =>
        addresses
          .filter((item) => type === undefined || member(item, 'type') === type)
          .flatMap((item) => rangeOf(asText(member(item, 'address')) ?? ''));
      return [name, { labels: recordOf(labels), internal: ofType('InternalIP'), all: ofType() }];
    }),
  );
}

function rangeOf(text: string): IpRange[] {
  const address = parseIp(text);
  return address === null ? [] : [{ family: address.family, lo: address.value, hi: address.value }];
}
