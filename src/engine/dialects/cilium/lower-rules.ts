import type { z } from 'zod';
import { asText, member } from '../../model/json-value.js';
import type { Direction, Peer, Rule } from '../policy.js';
import { anyPort } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';
import { EVERYWHERE } from './cluster-addresses.js';
import type { Ground } from './ground.js';
import type { EntityUse } from './lower-entities.js';
import { type LoweredPeers, type RuleItem, lowerPeers } from './lower-peers.js';
import { type PortAlternative, lowerPorts } from './lower-ports.js';
import type { SelectorPlace } from './lower-selectors.js';
import { egressDenySchema, egressSchema, ingressDenySchema, ingressSchema } from './schema.js';

const ANYWHERE: Peer = { kind: 'outside', set: EVERYWHERE, certain: false };

/** What the rule items of one list say. */
export interface LoweredRules {
  readonly rules: readonly Rule[];
  /** Denials that count whatever else is allowed: authentication may fail. */
  readonly vetoes: readonly Rule[];
  /** What a proxy may refuse although nothing isolates the pod. */
  readonly proxied: readonly Rule[];
  /** Ports that are open to other nodes, and so perhaps to whatever those forward. */
  readonly forwarded: readonly Rule[];
}

/** The part of a policy that rules are lowered for. */
interface RulePlace extends SelectorPlace {
  readonly direction: Direction;
  readonly isDeny: boolean;
}

const SCHEMAS = {
  ingress: { allow: ingressSchema, deny: ingressDenySchema },
  egress: { allow: egressSchema, deny: egressDenySchema },
} as const satisfies Record<Direction, Record<'allow' | 'deny', z.ZodType>>;

/** Lowers one of the four lists of a policy. */
export function lowerRules(
  items: readonly unknown[],
  field: string,
  place: RulePlace,
  ground: Ground,
  problems: ProblemList,
): LoweredRules {
  const lowered = items.map((item, index) =>
    lowerRule(item, index, `${field}[${String(index)}]`, place, ground, problems),
  );
  return {
    rules: lowered.flatMap(({ rules }) => rules),
    vetoes: lowered.flatMap(({ vetoes }) => vetoes),
    proxied: lowered.flatMap(({ proxied }) => proxied),
    forwarded: lowered.flatMap(({ forwarded }) => forwarded),
  };
}

function lowerRule(
  raw: unknown,
  index: number,
  field: string,
  place: RulePlace,
  ground: Ground,
  problems: ProblemList,
): LoweredRules {
  const effect = place.isDeny ? 'deny' : 'allow';
  const parsed = SCHEMAS[place.direction][effect].safeParse(raw ?? {});
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_RULE', field, parsed.error);
    const rule: Rule = { index, effect, peers: [{ kind: 'anyone', certain: false }], ports: anyPort(false) };
    return { rules: [rule], vetoes: [], proxied: [], forwarded: [] };
  }
  const item: RuleItem = parsed.data;
  const use: EntityUse = { direction: place.direction, isDeny: place.isDeny };
  const far = lowerPeers(item, field, place, use, ground, problems);
  const ports = lowerPorts(parsed.data, field, ground.settings, problems);
  const mode = asText(member(item['authentication'], 'mode'))?.toLowerCase() ?? 'disabled';
  return combine(index, effect, far, ports, mode);
}

/** An item that names neither peers nor ports matches nothing at all. */
function combine(
  index: number,
  effect: 'allow' | 'deny',
  far: LoweredPeers,
  ports: readonly PortAlternative[] | null,
  mode: string,
): LoweredRules {
  const open: readonly Peer[] = far.isOpen && ports !== null ? [{ kind: 'anyone', certain: true }] : [];
  const peers = [...open, ...far.peers.all];
  const alternatives = ports ?? [{ ports: anyPort(true), conditions: [], isProxied: false }];
  const authenticates = mode !== 'disabled';
  const rules: Rule[] = [];
  const vetoes: Rule[] = [];
  const proxied: Rule[] = [];
  const forwarded: Rule[] = [];
  for (const alternative of alternatives) {
    const base = { index, ports: alternative.ports };
    const conditions = [...alternative.conditions, ...(authenticates ? ['mutual authentication'] : [])];
    if (mode !== 'test-always-fail') {
      if (peers.length > 0 || far.named.all.length === 0) rules.push(ruleOf({ ...base, effect, peers }, conditions));
      if (far.named.all.length > 0)
        rules.push(ruleOf({ ...base, effect, peers: far.named.all }, [...far.names, ...conditions]));
    }
    const unsure = unsureOf([...peers, ...far.named.all]);
    if (effect === 'deny') continue;
    if (authenticates) vetoes.push({ ...base, effect: 'deny', peers: unsure });
    if (alternative.isProxied) proxied.push({ ...base, effect: 'deny', peers: unsure });
    if (far.peers.admitsNodes) forwarded.push({ ...base, effect, peers: [ANYWHERE] });
  }
  return { rules, vetoes, proxied, forwarded };
}

function ruleOf(rule: Rule, conditions: readonly string[]): Rule {
  return conditions.length === 0 ? rule : { ...rule, conditions };
}

function unsureOf(peers: readonly Peer[]): readonly Peer[] {
  return peers.map((peer) => ({ ...peer, certain: false }));
}
