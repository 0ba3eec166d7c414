import { asList, asRecord, asText, member, memberAt } from '#src/engine/model/json-value.js';
import { unknownSpecFields } from '#src/engine/model/network-policy-fields.js';
import { intentOf } from '#src/engine/model/policy-intent.js';
import type { RawObject } from '#src/engine/model/raw-object.js';

/** One way in which a policy does something else than its text says. */
export interface IntentProblem {
  readonly kind: 'dropped-fields' | 'misplaced-selector' | 'name-contradicts' | 'inert-rules';
  /** What was meant and what is in force. */
  readonly because: string;
  readonly path: string;
}

const NEGATION =
  /(?:^|[-._])(?:deny|denies|denied|block|blocks|blocked|drop|reject|forbid|isolate|prevent|no)(?=$|[-._\d])/;
/** Names that announce an exception: "deny from other namespaces" does allow its own. */
const EXCEPTION = /except|other|but|only|allow|unless|external|outside|foreign|cross|internet/;

type Direction = 'ingress' | 'egress';

/** Compares the text of a NetworkPolicy (its manifest, its name) with what Kubernetes makes of it (SEG-NP-007). */
export function intentProblems(policy: RawObject): IntentProblem[] {
  const dropped = [...new Set([...(intentOf(policy)?.unknownSpecKeys ?? []), ...unknownSpecFields(policy.spec)])];
  return [...droppedFields(policy, dropped), ...inertRules(policy.spec), ...contradiction(policy)];
}

function droppedFields(policy: RawObject, dropped: readonly string[]): IntentProblem[] {
  const [first] = dropped;
  if (first === undefined) return [];
  const fields = dropped.join(', ');
  const selectsAll = Object.keys(asRecord(memberAt(policy.spec, 'podSelector')) ?? {}).length === 0;
  const misplaced = dropped.find((path) => /\.match(?:Labels|Expressions)$/.test(path));
  if (selectsAll && misplaced === 'spec.matchLabels') {
    return [
      {
        kind: 'misplaced-selector',
        because: `matchLabels stands beside podSelector instead of inside it, so ${fields} is dropped and the policy selects every pod of its namespace`,
        path: misplaced,
      },
    ];
  }
  return [
    {
      kind: 'dropped-fields',
      because: `NetworkPolicy has no field ${fields}, so what is written there has no effect`,
      path: first,
    },
  ];
}

function inertRules(spec: unknown): IntentProblem[] {
  return (['ingress', 'egress'] as const).flatMap((direction): IntentProblem[] => {
    if (asList(member(spec, direction)).length === 0 || speaks(spec).has(direction)) return [];
    const type = direction === 'ingress' ? 'Ingress' : 'Egress';
    return [
      {
        kind: 'inert-rules',
        because: `it has ${direction} rules, but policyTypes does not name ${type}, so they have no effect`,
        path: `spec.${direction}`,
      },
    ];
  });
}

/** A policy can only allow; one whose name denies must at least leave its direction without a matching allow. */
function contradiction(policy: RawObject): IntentProblem[] {
  const name = policy.metadata.name.toLowerCase();
  if (!NEGATION.test(name)) return [];
  const { spec } = policy;
  const directions = speaks(spec);
  const named = (['ingress', 'egress'] as const).filter((direction) => name.includes(direction));
  const [only] = named;
  if (named.length === 1 && only !== undefined && !directions.has(only)) {
    const actual = [...directions].join(' and ');
    return [
      contradicts(
        `its name denies ${only}, but it restricts only ${actual} and leaves ${only} open`,
        'spec.policyTypes',
      ),
    ];
  }
  const judged = only === undefined || named.length === 2 ? [...directions] : [only];
  for (const direction of judged) {
    for (const [index, rule] of asList(member(spec, direction)).entries()) {
      const path = `spec.${direction}[${String(index)}]`;
      if (allowsEverything(rule, direction))
        return [contradicts('its name denies, but this rule allows everything', path)];
      if (!EXCEPTION.test(name) && !hasException(rule, direction)) {
        return [contradicts('its name denies, but this rule allows: a NetworkPolicy has no deny rules', path)];
      }
    }
  }
  return [];
}

function contradicts(because: string, path: string): IntentProblem {
  return { kind: 'name-contradicts', because, path };
}

/** Directions the policy is about, after the defaults of the API: ingress always, egress only with rules. */
function speaks(spec: unknown): ReadonlySet<Direction> {
  const types = asList(member(spec, 'policyTypes')).flatMap((type) => asText(type)?.toLowerCase() ?? []);
  const named = (['ingress', 'egress'] as const).filter((direction) => types.includes(direction));
  if (named.length > 0) return new Set(named);
  return new Set(asList(member(spec, 'egress')).length > 0 ? ['ingress', 'egress'] : ['ingress']);
}

function allowsEverything(rule: unknown, direction: Direction): boolean {
  const peers = asList(member(rule, direction === 'ingress' ? 'from' : 'to'));
  return peers.length === 0 && asList(member(rule, 'ports')).length === 0;
}

/** "All but these addresses" is how a NetworkPolicy blocks a range. */
function hasException(rule: unknown, direction: Direction): boolean {
  const peers = asList(member(rule, direction === 'ingress' ? 'from' : 'to'));
  return peers.some((peer) => asList(memberAt(peer, 'ipBlock', 'except')).length > 0);
}
