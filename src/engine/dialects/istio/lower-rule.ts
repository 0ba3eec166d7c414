import type { Effect, PortClause, Rule } from '../policy.js';
import { type AuthOperation, type AuthRule, type AuthSource, asksForHttp } from './auth-rule.js';
import type { CaptureMode } from './capture-mode.js';
import type { PortKind } from './port-kinds.js';
import type { Sources } from './sources.js';
import type { Certainty } from '../three-valued.js';

/** What a rule is lowered for. */
export interface RuleContext {
  readonly mode: CaptureMode;
  readonly effect: Exclude<Effect, 'pass'>;
  readonly sources: Sources;
  /** Does the destination's own address meet the rule? */
  readonly destination: Certainty;
  /** What must hold besides, for instance an external authorizer's refusal. */
  readonly always: readonly string[];
}

/** One rule of an AuthorizationPolicy on ports of one kind, in the engine's words. */
export function lowerRule(rule: AuthRule, kind: PortKind, context: RuleContext): readonly Rule[] {
  const { index, unreadable } = rule;
  const { effect, mode, always, destination } = context;
  if (unreadable !== undefined) {
    return [
      {
        index,
        effect,
        peers: [{ kind: 'anyone', certain: false }],
        ports: clauses(kind.spans),
        conditions: [unreadable],
      },
    ];
  }
  if (destination === false) return [];
  const http = httpReading(rule, kind, mode, effect);
  if (http === undefined) return [];
  const unplaced = destination === undefined ? ['the pod’s own address, which is not known'] : [];
  const own = [...always, ...http.besides, ...unplaced];
  return byConditions(rule.operations, http, kind).flatMap(([whatTexts, operations]) => {
    const ports = operations.flatMap((operation) => portsOf(operation, kind));
    if (ports.length === 0) return [];
    return byConditions(rule.sources, http, kind).flatMap(([whoTexts, sources]) => {
      const peers = sources.flatMap(({ atoms }) => context.sources.meeting(atoms, kind.reception));
      if (peers.length === 0) return [];
      const conditions = [...new Set([...own, ...whoTexts, ...whatTexts])];
      return [{ index, effect, peers, ports, ...(conditions.length === 0 ? {} : { conditions }) }];
    });
  });
}

/** What HTTP attributes mean on a kind of port (semantics 05 §5). */
interface HttpReading {
  /** They are not looked at: the rule is wider than written. */
  readonly strips: boolean;
  /** What must hold for the rule to count at all. */
  readonly besides: readonly string[];
}

const AS_WRITTEN: HttpReading = { strips: false, besides: [] };
const WIDER: HttpReading = { strips: true, besides: [] };
const IF_HTTP: HttpReading = { strips: false, besides: ['the port carries HTTP'] };
const AT_ZTUNNEL: HttpReading = { strips: true, besides: ['this release of ztunnel heeds rules about HTTP'] };

/** Undefined when the whole rule has no effect. */
function httpReading(
  rule: AuthRule,
  { protocol }: PortKind,
  mode: CaptureMode,
  effect: Effect,
): HttpReading | undefined {
  if (!asksForHttp(rule)) return AS_WRITTEN;
  if (mode === 'ambient') return effect === 'allow' ? undefined : AT_ZTUNNEL;
  if (protocol === 'tcp') return effect === 'allow' ? undefined : WIDER;
  return protocol === 'either' && effect === 'allow' ? IF_HTTP : AS_WRITTEN;
}

/** Alternatives sorted by the conditions that remain of their attributes; equal conditions stay together. */
function byConditions<T extends AuthSource | AuthOperation>(
  alternatives: readonly T[],
  reading: HttpReading,
  { protocol }: PortKind,
): readonly (readonly [readonly string[], readonly T[]])[] {
  const sorted = new Map<string, { readonly texts: readonly string[]; readonly own: T[] }>();
  for (const alternative of alternatives) {
    const asked = alternative.attributes.filter(({ http }) => !(http && reading.strips));
    const isHttp = protocol === 'http' || reading === IF_HTTP;
    if (isHttp && asked.some(({ holds }) => holds === 'never')) continue;
    const texts = asked.filter(({ holds }) => holds !== 'always').map(({ text }) => text);
    const key = JSON.stringify(texts);
    const known = sorted.get(key);
    if (known === undefined) sorted.set(key, { texts, own: [alternative] });
    else known.own.push(alternative);
  }
  return [...sorted.values()].map(({ texts, own }) => [texts, own] as const);
}

function portsOf({ ports, notPorts }: AuthOperation, { spans }: PortKind): PortClause[] {
  return spans.flatMap(({ lo, hi }) => {
    const wanted = ports?.filter((port) => port >= lo && port <= hi) ?? null;
    if (wanted !== null) return wanted.filter((port) => !notPorts.includes(port)).map((port) => span(port, port));
    return gapsBetween(lo, hi, notPorts).map(([from, to]) => span(from, to));
  });
}

function gapsBetween(lo: number, hi: number, holes: readonly number[]): [number, number][] {
  const gaps: [number, number][] = [];
  let from = lo;
  for (const hole of [...new Set(holes)].sort((a, b) => a - b)) {
    if (hole < from || hole > hi) continue;
    if (hole > from) gaps.push([from, hole - 1]);
    from = hole + 1;
  }
  if (from <= hi) gaps.push([from, hi]);
  return gaps;
}

/** Certain clauses of TCP ports. */
export function clauses(spans: PortKind['spans']): PortClause[] {
  return spans.map(({ lo, hi }) => span(lo, hi));
}

function span(lo: number, hi: number): PortClause {
  return { kind: 'span', lane: 'TCP', lo, hi, certain: true };
}
