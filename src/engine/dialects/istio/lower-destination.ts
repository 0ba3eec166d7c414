import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import type { Policy, Rule } from '../policy.js';
import type { Rung } from '../rung.js';
import type { AuthPolicy, AuthRule } from './auth-rule.js';
import type { Destination } from './destinations.js';
import { clauses, lowerRule } from './lower-rule.js';
import { kindsText } from './port-kinds.js';
import { ALLOW_RUNG, AUTHENTICATION_RUNG, CUSTOM_RUNG, DENY_RUNG } from './rungs.js';
import { type SourceAtom, addressesInside } from './source-atoms.js';
import type { Sources } from './sources.js';
import { type Certainty, allOf, not } from '../three-valued.js';

const NOTHING = new Int32Array(0);
/** Whoever cannot prove an identity. */
const ANONYMOUS: readonly SourceAtom[] = [{ field: 'principal', negated: true, values: ['*'], own: '' }];

/** Whoever proves an identity. */
const PROVEN: readonly SourceAtom[] = [{ field: 'principal', negated: false, values: ['*'], own: '' }];

/** Translates what decides about some pods into policies; equal rules on equal ports are lowered once. */
export class DestinationLowering {
  readonly #rules = new Map<AuthPolicy, Map<string, readonly Rule[]>>();

  constructor(private readonly sources: Sources) {}

  lower(destination: Destination): Policy[] {
    return [
      ...this.#authentication(destination),
      ...destination.filters.map((ref) => perhapsClosed(ref, destination)),
      ...destination.waypoints.map((ref) => this.#waypoint(ref, destination)),
      ...destination.policies.flatMap(({ policy, certain }) => this.#authorization(policy, certain, destination)),
    ];
  }

  /** STRICT refuses connections without an identity (semantics 05 §3). */
  #authentication(destination: Destination): Policy[] {
    const { kinds, mtls, certain } = destination;
    const rules = kinds
      .filter(({ strict }) => strict !== false)
      .map((kind): Rule => {
        const peers = this.sources.meeting(ANONYMOUS, kind.strictly);
        return {
          index: 0,
          name: 'STRICT',
          effect: 'deny',
          peers: kind.strict === true ? peers : peers.map((peer) => ({ ...peer, certain: false })),
          ports: clauses(kind.spans),
        };
      });
    if (rules.length === 0 || mtls.ref === undefined) return [];
    return [policyOf(mtls.ref, AUTHENTICATION_RUNG, rules, groupsOf(destination, certain))];
  }

  /** Clients of the mesh pass a waypoint first, whose policies may look into requests. */
  #waypoint(ref: Policy['ref'], destination: Destination): Policy {
    const rules = destination.kinds.map((kind): Rule => ({
      index: 0,
      name: 'waypoint',
      effect: 'deny',
      peers: this.sources.meeting(PROVEN, kind.reception),
      ports: clauses(kind.spans),
      conditions: ['the policies of the waypoint refuse it'],
    }));
    return policyOf(ref, AUTHENTICATION_RUNG, rules, groupsOf(destination, true));
  }

  #authorization(policy: AuthPolicy, applies: boolean, destination: Destination): Policy[] {
    const { certain, capture, kinds } = destination;
    const { ref, action } = policy;
    const closing = groupsOf(destination, applies && certain);
    if (action === null) {
      // Whatever it does, it may refuse anything, and it may admit what other policies refuse.
      const open = {
        index: 0,
        effect: 'allow',
        peers: [{ kind: 'anyone', certain: false }],
        ports: clauses(kinds.flatMap(({ spans }) => spans)),
        conditions: [UNREADABLE],
      } as const;
      return [perhapsClosed(ref, destination), policyOf(ref, ALLOW_RUNG, [open], closing)];
    }
    if (action === 'AUDIT') return [];
    if (capture.mode === 'ambient' && action === 'CUSTOM') return [];
    if (action === 'ALLOW') {
      const allowing = policyOf(ref, ALLOW_RUNG, this.#rulesOf(policy, destination), groupsOf(destination, applies));
      return [allowing, { ...policyOf(ref, ALLOW_RUNG, [refusal(policy, destination)], closing), priority: 1 }];
    }
    const rules = this.#rulesOf(policy, destination);
    return rules.length === 0 ? [] : [policyOf(ref, action === 'DENY' ? DENY_RUNG : CUSTOM_RUNG, rules, closing)];
  }

  #rulesOf(policy: AuthPolicy, destination: Destination): readonly Rule[] {
    const { kinds, capture, addresses } = destination;
    let byKinds = this.#rules.get(policy);
    if (byKinds === undefined) this.#rules.set(policy, (byKinds = new Map<string, readonly Rule[]>()));
    const key = `${capture.mode}\n${kindsText(kinds)}\n${addresses.length === 0 ? '' : JSON.stringify(addresses, textOfBigint)}`;
    let rules = byKinds.get(key);
    if (rules === undefined) {
      const always = policy.action === 'CUSTOM' ? [`refused by the external authorizer ${policy.provider}`] : [];
      rules = policy.rules.flatMap((rule) =>
        kinds.flatMap((kind) =>
          lowerRule(rule, kind, {
            mode: capture.mode,
            effect: policy.action === 'ALLOW' ? 'allow' : 'deny',
            sources: this.sources,
            destination: destinationMeets(rule, addresses),
            always,
          }),
        ),
      );
      byKinds.set(key, rules);
    }
    return rules;
  }
}

const UNREADABLE = 'a policy that cannot be read';

/** An ALLOW policy refuses what no ALLOW policy matches. */
function refusal({ rules }: AuthPolicy, { kinds }: Destination): Rule {
  return {
    index: rules.length,
    name: 'no ALLOW rule matches',
    effect: 'deny',
    peers: [{ kind: 'anyone', certain: true }],
    ports: clauses(kinds.flatMap(({ spans }) => spans)),
  };
}

/** An object that may refuse anything on these pods. */
function perhapsClosed(ref: Policy['ref'], destination: Destination): Policy {
  const ports = clauses(destination.kinds.flatMap(({ spans }) => spans));
  const rule = { index: 0, effect: 'deny', peers: [{ kind: 'anyone', certain: false }], ports } as const;
  return policyOf(ref, AUTHENTICATION_RUNG, [rule], groupsOf(destination, true));
}

function policyOf(ref: Policy['ref'], rung: Rung, ingress: readonly Rule[], groups: MatchedGroups): Policy {
  return { ref, namespace: ref.namespace ?? '', rung, priority: 0, subject: { groups }, ingress, egress: null };
}

function groupsOf({ groups }: Destination, certain: boolean): MatchedGroups {
  return { certain: certain ? groups : NOTHING, possible: groups };
}

function destinationMeets({ destinations }: AuthRule, addresses: Destination['addresses']): Certainty {
  return allOf(
    ...destinations.map(({ set, negated }) => {
      const inside = addressesInside(set, addresses);
      return negated ? not(inside) : inside;
    }),
  );
}

function textOfBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
