import type { LowerContext } from '../dialect.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import { IpSet } from '../../sets/ip-set.js';
import { type Direction, DIRECTIONS, type Peer, type Policy, type Rule } from '../policy.js';
import { anyPort } from '../port-clauses.js';
import type { Rung } from '../rung.js';
import { type Area, pair } from './area.js';
import type { Failsafe, FelixSettings } from './felix.js';
import type { HostEndpoint } from './host-endpoints.js';
import { earlyRung, FAILSAFE_RUNG, forwardRung, LOCAL_RUNG, PROFILE_RUNG } from './host-rungs.js';
import { doubtAbout, type LoweredPolicy, type Place, placeOf, policiesFor } from './lower-policy.js';
import { NodeGroups } from './node-groups.js';
import { peersOf } from './lower-rule.js';
import type { CalicoPolicy } from './read-policy.js';
import { readNet } from './read-net.js';
import { evaluate } from './selector.js';
import type { Terrain } from './terrain.js';
import type { TierPlace } from './tiers.js';

const ANYONE: readonly Peer[] = [{ kind: 'anyone', certain: true }];
const LAST = { priority: Number.MAX_VALUE, rank: '\uffff' } as const;

/** Translates what policies and Felix do to traffic of the nodes themselves, and to what passes through them. */
export class HostLowering {
  readonly #nodes: NodeGroups;
  /** Nodes whose only host endpoint stands for all their interfaces: there policies see everything. */
  readonly #whole: ReadonlySet<string>;

  constructor(
    { model, endpoints }: LowerContext,
    private readonly hosts: readonly HostEndpoint[],
    private readonly felix: FelixSettings,
    private readonly terrain: Terrain,
  ) {
    this.#nodes = new NodeGroups(model.groups, endpoints);
    this.#whole = new Set(
      hosts
        .filter((host) => host.isWhole && hosts.every((other) => other === host || other.node !== host.node))
        .map(({ node }) => node),
    );
  }

  /** Failsafe ports, profiles and the way from pods to their own node; none of it depends on policies. */
  fixed(): Policy[] {
    return [...this.hosts.flatMap((host) => this.#fixedOf(host)), ...(this.felix.dropsToHost ? this.#drops() : [])];
  }

  /** One policy for the host endpoints it selects. */
  lower(policy: CalicoPolicy, tier: TierPlace): LoweredPolicy {
    const { hosts: selector } = policy;
    const selected = selector === null ? [] : this.hosts.filter(({ labelOf }) => evaluate(selector, labelOf) !== false);
    if (selected.length === 0) return { policies: [], doubts: [] };
    const everyone = this.#nodes.processesOn(new Set(selected.map(({ node }) => node)));
    if (policy.isUnplaced || tier.vague) return { policies: [], doubts: [doubtAbout(policy, everyone, 'total')] };
    const isTentative = policy.isDoubtful || !tier.declared;
    return {
      policies: this.#policiesOf(policy, tier, selected, placeOf(policy, tier, isTentative)),
      doubts: isTentative ? [doubtAbout(policy, everyone, 'noted')] : [],
    };
  }

  #policiesOf(policy: CalicoPolicy, tier: TierPlace, selected: readonly HostEndpoint[], place: Place): Policy[] {
    const { flags } = policy;
    const isEarly = flags.doNotTrack || flags.preDNAT;
    const nodes = selected.filter(({ isWhole }) => !(flags.doNotTrack && isWhole)).map(({ node }) => node);
    const certain = new Set(policy.isSubjectVague ? [] : nodes.filter((node) => this.#whole.has(node)));
    const perhaps = new Set(nodes.filter((node) => !certain.has(node)));
    const own = { ...place, rung: isEarly ? earlyRung(tier, flags.doNotTrack ? 'doNotTrack' : 'preDNAT') : tier.rung };
    const rulesFor = (subject: MatchedGroups, at: Place): Policy[] => policiesFor(policy, subject, at, this.terrain);
    return [
      ...(certain.size === 0 ? [] : rulesFor(this.#nodes.processesOn(certain), own)).map((part) =>
        isEarly ? hesitant(part) : part,
      ),
      ...(perhaps.size === 0 ? [] : rulesFor(everyOne(this.#nodes.processesOn(perhaps)), own)).flatMap((part) =>
        isEarly ? [doubtful(part)] : [doubtful(part), denyRest(part)],
      ),
      ...this.#passing(policy, tier, new Set(nodes), place, rulesFor),
    ];
  }

  /** What the policy does to pods behind these nodes. */
  #passing(
    { flags }: CalicoPolicy,
    tier: TierPlace,
    nodes: ReadonlySet<string>,
    place: Place,
    rulesFor: (subject: MatchedGroups, at: Place) => Policy[],
  ): Policy[] {
    if (nodes.size === 0) return [];
    const rung = forwardRung(tier);
    if (flags.doNotTrack || flags.preDNAT) {
      // Before DNAT packets still carry the Service's address and port, so any port of any pod may be meant.
      const { all } = this.terrain;
      return rulesFor(pair(all, all), {
        ...place,
        rung: { ...rung, id: `early ${rung.id}`, order: rung.order - 1_000 },
      }).map(onlyDenials);
    }
    if (!flags.applyOnForward) return [];
    return rulesFor(everyOne(this.#nodes.podsOn(nodes)), { ...place, rung }).flatMap((part) =>
      tier.rung.unmatched === 'deny' ? [doubtful(part), denyRest(part)] : [doubtful(part)],
    );
  }

  #fixedOf({ ref, node, isOpen }: HostEndpoint): Policy[] {
    const nodes = new Set([node]);
    const subject = this.#nodes.processesOn(nodes);
    if (subject.possible.length === 0) return [];
    const isWhole = this.#whole.has(node);
    const closed: Policy = {
      ...at(PROFILE_RUNG),
      ref,
      subject: { groups: isWhole ? subject : everyOne(subject) },
      ingress: isWhole ? [] : [denyAll(false)],
      egress: isWhole ? [] : [denyAll(false)],
      isolates: { ingress: isWhole, egress: isWhole },
    };
    return [
      {
        ...at(FAILSAFE_RUNG),
        ref,
        subject: { groups: everyOne(subject) },
        ingress: this.felix.inbound.map((port, index) => this.#failsafe(port, index)),
        egress: this.felix.outbound.map((port, index) => this.#failsafe(port, index)),
      },
      {
        ...at(LOCAL_RUNG),
        ref,
        subject: { groups: subject },
        ingress: null,
        egress: [this.#withOwnPods(nodes, 'allow')],
      },
      ...(isOpen ? [] : [closed]),
    ];
  }

  #failsafe({ lane, port, net }: Failsafe, index: number): Rule {
    const range = net === undefined ? undefined : readNet(net);
    const peers =
      net === undefined
        ? ANYONE
        : range === null || range === undefined
          ? []
          : peersOf(this.terrain.areaOfNets(IpSet.of([range])));
    return { index, effect: 'allow', peers, ports: [{ kind: 'span', lane, lo: port, hi: port, certain: true }] };
  }

  #drops(): Policy[] {
    return this.#nodes.nodes.map((node): Policy => {
      const nodes = new Set([node]);
      const ref = { apiVersion: 'v1', kind: 'Node', name: node };
      const subject = { groups: this.#nodes.processesOn(nodes) };
      return { ...at(LOCAL_RUNG), ref, subject, ingress: [this.#withOwnPods(nodes, 'deny')], egress: null };
    });
  }

  /** A rule about pods on the same node. */
  #withOwnPods(nodes: ReadonlySet<string>, effect: 'allow' | 'deny'): Rule {
    const area: Area = { groups: this.#nodes.podsOn(nodes), outside: { certain: IpSet.none, possible: IpSet.none } };
    return { index: 0, effect, peers: peersOf(area), ports: anyPort(true) };
  }
}

function at(rung: Rung): Pick<Policy, 'namespace' | 'rung' | 'priority'> {
  return { namespace: '', rung, priority: 0 };
}

/** Counts whoever may be meant as meant: right for rules that only hesitate. */
function everyOne({ possible }: MatchedGroups): MatchedGroups {
  return { certain: possible, possible };
}

function denyAll(certain: boolean): Rule {
  return { index: 0, effect: 'deny', peers: [{ kind: 'anyone', certain }], ports: anyPort(true) };
}

/** The policy where not all traffic passes it: what it denies is not denied for certain. */
function doubtful(policy: Policy): Policy {
  return {
    ...mapped(policy, (rule) => (rule.effect === 'deny' ? unsure(rule) : rule)),
    isolates: { ingress: false, egress: false },
  };
}

/** The policy where an allowance may not be the last word. */
function hesitant(policy: Policy): Policy {
  return mapped(policy, (rule) => (rule.effect === 'allow' ? unsure(rule) : rule));
}

/** What the policy may deny, whatever the ports. */
function onlyDenials(policy: Policy): Policy {
  return mapped(policy, (rule) =>
    rule.effect === 'allow' || (rule.effect === 'pass' && rule.peers.every(({ certain }) => certain))
      ? { ...rule, peers: [] }
      : { ...unsure(rule), effect: 'deny', ports: anyPort(true) },
  );
}

/** The end of a tier for traffic that perhaps passes it. */
function denyRest(policy: Policy): Policy {
  return { ...mapped(policy, () => denyAll(false), true), ...LAST, isolates: { ingress: false, egress: false } };
}

function unsure(rule: Rule): Rule {
  return { ...rule, peers: rule.peers.map((peer) => ({ ...peer, certain: false })) };
}

function mapped(policy: Policy, map: (rule: Rule) => Rule, once = false): Policy {
  const own: Partial<Record<Direction, readonly Rule[] | null>> = {};
  for (const direction of DIRECTIONS) {
    const rules = policy[direction];
    own[direction] = rules === null ? null : once ? [map(denyAll(false))] : rules.map(map);
  }
  return { ...policy, ...own };
}
