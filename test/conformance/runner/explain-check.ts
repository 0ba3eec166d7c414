import { z } from 'zod';
import { namesOf } from '#src/cli/input/list-answer.js';
import { portsJson } from '#src/cli/output/ports.js';
import { SEGMENT_LAYER } from '#src/engine/dialects/rung.js';
import { listConnections, nameOfWorkload } from '#src/engine/reachability/connections.js';
import type { Decision } from '#src/engine/reachability/decision.js';
import type { EndExplanation } from '#src/engine/reachability/explanation.js';
import type { End } from '#src/engine/reachability/flow.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { formatIp } from '#src/engine/sets/ip-address.js';
import type { PortSet } from '#src/engine/sets/port-set.js';
import { TRANSPORTS } from '#src/engine/sets/protocol.js';
import { parseAddressRanges } from './address-ranges.js';
import type { Analysis } from './analyse.js';
import { canonicalPorts } from './canonical-ports.js';
import type { CaseFile, Check, PortsValue } from './case-file.js';
import type { Outcome } from './tally.js';

const SHOWN = 4;
const CONTROLLER = '{ingress-controller}';

const reason = z.looseObject({
  policyKind: z.string().optional(),
  policy: z.string().optional(),
  effect: z.string().optional(),
  rule: z.string().optional(),
  text: z.string().optional(),
});
const end = z.looseObject({ verdict: z.enum(['allowed', 'denied']), reasons: z.array(reason).nullish() });
const group = z.looseObject({
  conns: z.unknown(),
  cause: z.string(),
  ingress: end.nullish(),
  egress: end.nullish(),
});
const pair = z.looseObject({
  src: z.string(),
  dst: z.string(),
  allowed: z.array(group).nullish(),
  denied: z.array(group).nullish(),
});
const expectation = z.looseObject({
  pairs: z.array(pair),
  defaultAllowed: z.array(z.looseObject({ src: z.string(), dst: z.string() })).optional(),
});

type Group = z.infer<typeof group>;

/** Judges an `explain` check by policies, rules and effects at both ends of each pair; wording does not count. */
export function explainOutcome(_expected: CaseFile, check: Check, { reach }: Analysis): Outcome {
  const expected = expectation.parse(check);
  const judge = new PairJudge(reach);
  const differences = [
    ...expected.pairs.flatMap((one) => judge.pair(one, check.options['explainOnly'] === 'deny')),
    ...(expected.defaultAllowed ?? []).flatMap(({ src, dst }) => judge.byDefault(src, dst)),
  ];
  return differences.length === 0
    ? { result: 'pass' }
    : {
        result: 'fail',
        message: `${String(differences.length)} reasons differ: ${differences.slice(0, SHOWN).join('; ')}`,
      };
}

class PairJudge {
  readonly #controller: ReadonlyMap<string, string>;

  constructor(private readonly reach: Reachability) {
    this.#controller = new Map(
      listConnections(reach)
        .filter(({ src }) => src.kind === 'ingress-controller')
        .map(({ dst, must }) => [namesOf(dst)[0] ?? '', canonicalPorts(portsJson(must) as PortsValue)]),
    );
  }

  pair({ src, dst, allowed, denied }: z.infer<typeof pair>, onlyDenied: boolean): string[] {
    const name = `${src} => ${dst}`;
    if (src === CONTROLLER) return onlyDenied ? [] : this.#fromController(name, dst, allowed ?? []);
    const from = this.#end(src);
    const to = this.#end(dst);
    if (from === null || to === null) return [`${name}: no such end`];
    const { egress, ingress } = this.reach.explain(from, to);
    const judged = [
      ...(allowed ?? []).map((one) => ({ one, open: true })),
      ...(denied ?? []).map((one) => ({ one, open: false })),
    ];
    return judged.flatMap(({ one, open }) => {
      const conns = this.#ports(one.conns as PortsValue);
      const text = `${name} ${conns.toString()}`;
      const must = conns.intersect(egress?.must ?? conns).intersect(ingress?.must ?? conns);
      const wrong = must === (open ? conns : this.reach.ports.none) ? [] : [`${text}: ${open ? 'not ' : ''}open`];
      if (!one.cause.startsWith('the following')) return wrong;
      return [
        ...wrong,
        ...reasonsDiffer(text, 'egress', one, egress, conns),
        ...reasonsDiffer(text, 'ingress', one, ingress, conns),
      ];
    });
  }

  byDefault(src: string, dst: string): string[] {
    const from = this.#end(src);
    const to = this.#end(dst);
    if (src === CONTROLLER || from === null || to === null) return [];
    const { egress, ingress } = this.reach.explain(from, to);
    const decisions = [...decisionsOf(egress), ...decisionsOf(ingress)];
    return decisions.some(({ by }) => by !== 'open') ? [`${src} => ${dst}: not by default`] : [];
  }

  /** Whoever serves the Ingresses is no end of the model, so what it may send is compared, not why. */
  #fromController(name: string, dst: string, allowed: readonly Group[]): string[] {
    const want = canonicalPorts(allowed.flatMap(({ conns }) => (Array.isArray(conns) ? (conns as never[]) : [])));
    const have = this.#controller.get(dst) ?? 'none';
    return want === have ? [] : [`${name}: expected ${want}, got ${have}`];
  }

  #end(text: string): End | null {
    const [range] = parseAddressRanges(text) ?? [];
    if (range !== undefined) return { ip: formatIp({ family: range.family, value: range.lo }) };
    const workload = this.reach.model.workloads.find((known) => nameOfWorkload(known) === text.replace('[udn]', ''));
    const [own] = workload?.groups ?? [];
    return own === undefined ? null : { group: own };
  }

  #ports(value: PortsValue): PortSet {
    const { ports } = this.reach;
    if (value === 'All Connections') return ports.transports;
    const entries = Array.isArray(value) ? value : value.allBut;
    const sum = entries.reduce((set, { protocol, ranges = [] }) => {
      const lane = TRANSPORTS.find((known) => known === protocol);
      return lane === undefined ? set : ranges.reduce((all, [lo, hi]) => all.union(ports.of(lane, lo, hi)), set);
    }, ports.none);
    return Array.isArray(value) ? sum : ports.transports.subtract(sum);
  }
}

function reasonsDiffer(
  text: string,
  direction: 'egress' | 'ingress',
  expected: Group,
  explained: EndExplanation | null,
  conns: PortSet,
): string[] {
  const given = expected[direction];
  if (given === null || given === undefined) return [];
  const want = new Set((given.reasons ?? []).flatMap(reasonText));
  const have = new Set(decidedBy(explained, conns));
  const missing = [...want].filter((one) => !have.has(one)).map((one) => `missing ${one}`);
  const extra = [...have].filter((one) => !want.has(one)).map((one) => `unexpected ${one}`);
  const open = explained === null || conns.isWithin(explained.must);
  const verdict = open === (given.verdict === 'allowed') ? [] : [`${direction} is not ${given.verdict}`];
  return [...verdict, ...missing, ...extra].map((difference) => `${text} ${direction}: ${difference}`);
}

function decidedBy(explained: EndExplanation | null, conns: PortSet): string[] {
  const decisions = decisionsOf(explained).filter(({ ports }) => !ports.intersect(conns).isEmpty);
  return withoutCovered(decisions).flatMap(({ by, policy, effect, rule, name, policies = [] }) => {
    if (by === 'rule' && policy !== undefined)
      return [told(policy.kind, nameOf(policy), effect, name ?? `#${String((rule ?? 0) + 1)}`)];
    return by === 'unmatched' ? policies.map((one) => told(one.kind, nameOf(one), 'no-matching-rule', '')) : [];
  });
}

/** The corpus speaks of networks apart from policies. */
function decisionsOf(explained: EndExplanation | null): Decision[] {
  return (explained?.decisions.must ?? []).filter(({ layer }) => layer !== SEGMENT_LAYER.id);
}

/** np-guard reads a policy no further once a rule of it has allowed everything. */
function withoutCovered(decisions: readonly Decision[]): Decision[] {
  const complete = decisions.filter(
    ({ by, effect, ports }) => by === 'rule' && effect === 'allow' && ports.isEveryTransport,
  );
  return decisions.filter(
    (one) =>
      one.effect !== 'allow' ||
      !complete.some((other) => other.policy === one.policy && (other.rule ?? 0) < (one.rule ?? 0)),
  );
}

function nameOf({ namespace, name }: { readonly namespace?: string; readonly name: string }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function told(kind: string, policy: string, effect: string, rule: string): string {
  return `${kind} ${policy} ${effect} ${rule}`.trimEnd();
}

/** A reason of the corpus in our words; none for headings, defaults, and what routes instead of filtering. */
function reasonText({ policyKind, policy, effect, rule = '', text = '' }: z.infer<typeof reason>): string[] {
  const listed = /^- (\w+) '([^']+)' /.exec(text);
  const kind = policyKind ?? listed?.[1];
  const name = policy ?? listed?.[2];
  if (kind === undefined || name === undefined || kind === 'Ingress' || kind === 'Route') return [];
  if (effect !== undefined) return [told(kind, name, effect, effect === 'no-matching-rule' ? '' : rule)];
  const allowing = /allows connections by \w+ rule (\S+)/.exec(text);
  return [allowing === null ? told(kind, name, 'no-matching-rule', '') : told(kind, name, 'allow', allowing[1] ?? '')];
}
