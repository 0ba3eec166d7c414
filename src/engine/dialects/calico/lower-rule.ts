import { FAMILIES, type Family } from '../../sets/ip-address.js';
import { MAX_PORT, MIN_PORT, type Lane } from '../../sets/protocol.js';
import type { PodGroup } from '../../model/pod-group.js';
import type { Direction, Effect, Peer, PortClause, Rule } from '../policy.js';
import { type Area, areaOfGroups, intersect, pair } from './area.js';
import { areaOf } from './entity-area.js';
import { isRendered } from './read-entity.js';
import type { CalicoRule } from './read-rule.js';
import { needsNames, portClauses, type RulePorts } from './rule-ports.js';
import { EVERY_PORT, type Span, subtractSpans } from './spans.js';
import type { Terrain } from './terrain.js';

/** A rule as it applies to one of the groups its policy selects; equal keys mean equal rules. */
export interface RuleChoice {
  readonly key: string;
  readonly rules: readonly Rule[];
}

/** A rule for all groups alike, or with a choice for each. */
export type LoweredRule = readonly Rule[] | ((group: number) => RuleChoice);

const ANYONE: readonly Peer[] = [{ kind: 'anyone', certain: true }];

/** Far ends that share their ports. */
interface Stroke {
  /** Null for everyone. */
  readonly area: Area | null;
  readonly ports: readonly PortClause[];
}

/** Translates one rule; Log rules decide nothing and vanish (semantics 03 §5). */
export function lowerRule(rule: CalicoRule, direction: Direction, index: number, terrain: Terrain): LoweredRule {
  if (rule.action === 'Log') return [];
  const families = FAMILIES.filter(
    (family) =>
      (rule.ipVersion === undefined || rule.ipVersion === family) &&
      isRendered(rule.source, family) &&
      isRendered(rule.destination, family),
  );
  if (families.length === 0) return [];
  const [near, far] = direction === 'ingress' ? [rule.destination, rule.source] : [rule.source, rule.destination];
  const owners = areaOf({ ...near, service: undefined }, 'near', families, terrain);
  const own = owners?.groups.certain.length === terrain.all.length ? null : owners;
  const ports: RulePorts = { lanes: rule.lanes, only: rule.destination.ports, not: rule.destination.notPorts };
  const build = (strokes: readonly Stroke[], isSure: boolean): readonly Rule[] =>
    strokes.map((stroke) => ruleOf(rule, index, stroke, isSure && !rule.isVague));
  if (direction === 'egress') {
    const strokes = egressStrokes(rule, families, ports, terrain);
    return own === null
      ? build(strokes, true)
      : choiceByOwner(
          own,
          () => '',
          () => strokes,
          build,
        );
  }
  const area = areaOf(far, 'far', families, terrain);
  if (!needsNames(ports, true)) {
    const strokes = [{ area, ports: portClauses(ports) }];
    return own === null
      ? build(strokes, true)
      : choiceByOwner(
          own,
          () => '',
          () => strokes,
          build,
        );
  }
  const clausesOf = (group: number): PortClause[] => portClauses(ports, namesOn(terrain.context.model.groups[group]));
  return choiceByOwner(
    own ?? terrain.everywhere,
    (group) => JSON.stringify(clausesOf(group)),
    (group) => [{ area, ports: clausesOf(group) }],
    build,
  );
}

/** Remembers one choice for each key, so that groups with equal choices share their rules. */
function choiceByOwner(
  own: Area,
  keyOf: (group: number) => string,
  strokesOf: (group: number) => readonly Stroke[],
  build: (strokes: readonly Stroke[], isSure: boolean) => readonly Rule[],
): (group: number) => RuleChoice {
  const certain = new Set(own.groups.certain);
  const possible = new Set(own.groups.possible);
  const choices = new Map<string, RuleChoice>([['-', { key: '-', rules: [] }]]);
  return (group) => {
    const isSure = certain.has(group);
    const key = possible.has(group) ? `${isSure ? '+' : '?'}${keyOf(group)}` : '-';
    let choice = choices.get(key);
    if (choice === undefined) choices.set(key, (choice = { key, rules: build(strokesOf(group), isSure) }));
    return choice;
  };
}

/** In egress every far end is a destination with port names, or endpoints of a Service with ports, of its own. */
function egressStrokes(rule: CalicoRule, families: readonly Family[], ports: RulePorts, terrain: Terrain): Stroke[] {
  const { service } = rule.destination;
  if (service !== undefined) {
    const scope = areaOf({ ...rule.destination, service: undefined }, 'far', families, terrain);
    return terrain.services.targetsOf(service.namespace, service.name).map((target) => ({
      area: scope === null ? target.area : intersect(scope, target.area),
      ports: target.ports.flatMap((clause) => onLanes(clause, rule)),
    }));
  }
  const area = areaOf(rule.destination, 'far', families, terrain);
  if (!needsNames(ports, true)) return [{ area, ports: portClauses(ports) }];
  const { groups, outside } = area ?? terrain.everywhere;
  const strokes = new Map<string, { certain: number[]; possible: number[]; ports: PortClause[] }>();
  const certain = new Set(groups.certain);
  for (const group of groups.possible) {
    const clauses = portClauses(ports, namesOn(terrain.context.model.groups[group]));
    const key = JSON.stringify(clauses);
    let stroke = strokes.get(key);
    if (stroke === undefined) strokes.set(key, (stroke = { certain: [], possible: [], ports: clauses }));
    if (certain.has(group)) stroke.certain.push(group);
    stroke.possible.push(group);
  }
  return [
    ...[...strokes.values()].map((stroke) => ({
      area: areaOfGroups(pair(Int32Array.from(stroke.certain), Int32Array.from(stroke.possible))),
      ports: stroke.ports,
    })),
    {
      area: { ...areaOfGroups(pair(new Int32Array(0), new Int32Array(0))), outside },
      ports: portClauses(ports, () => []),
    },
  ];
}

/** A Service's port, as far as the rule's protocol allows it. */
function onLanes(clause: PortClause, { lanes }: CalicoRule): PortClause[] {
  if (clause.kind === 'named') return [clause];
  const isWhole = lanes.get(clause.lane);
  return isWhole === undefined ? [] : [{ ...clause, certain: clause.certain && isWhole }];
}

/** What port names mean on a pod: its containers' ports, by protocol and name. */
function namesOn(group: PodGroup | undefined): (lane: Lane, name: string) => readonly Span[] {
  return (lane, name) =>
    (group?.ports ?? [])
      .filter((port) => port.protocol === lane && port.name === name)
      .map(({ port }) => ({ lo: port, hi: port }));
}

function ruleOf(rule: CalicoRule, index: number, { area, ports }: Stroke, isSure: boolean): Rule {
  const peers = area === null ? ANYONE : peersOf(area);
  const conditions = conditionsOf(rule);
  return {
    index,
    effect: effectOf(rule),
    peers: isSure ? peers : peers.map((peer) => ({ ...peer, certain: false })),
    ports,
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}

/** A rule with an unknown action may end either way: what the engine makes of passing on without certainty. */
function effectOf({ action }: CalicoRule): Effect {
  if (action === 'Allow') return 'allow';
  return action === 'Deny' ? 'deny' : 'pass';
}

/** An area as alternatives of who may be at the far end. */
export function peersOf({ groups, outside }: Area): Peer[] {
  const perhaps = outside.possible.subtract(outside.certain);
  return [
    ...(groups.possible.length === 0 ? [] : [{ kind: 'groups', groups, certain: true } as const]),
    ...(outside.certain.isEmpty ? [] : [{ kind: 'outside', set: outside.certain, certain: true } as const]),
    ...(perhaps.isEmpty ? [] : [{ kind: 'outside', set: perhaps, certain: false } as const]),
  ];
}

/** What must hold besides two ends and a destination port. */
function conditionsOf({ source, conditions }: CalicoRule): readonly string[] {
  const { ports, notPorts } = source;
  const spans = subtractSpans(ports?.spans ?? EVERY_PORT, notPorts?.spans ?? []);
  const isWhole = spans.length === 1 && spans[0]?.lo === MIN_PORT && spans[0].hi === MAX_PORT;
  if (isWhole && (ports?.names ?? notPorts?.names ?? []).length === 0 && (notPorts?.names ?? []).length === 0)
    return conditions;
  const numbers = spans.map(({ lo, hi }) => (lo === hi ? String(lo) : `${String(lo)}-${String(hi)}`));
  const names = [...(ports?.names ?? []), ...(notPorts?.names ?? []).map((name) => `not ${name}`)];
  return [...conditions, `source port ${[...numbers, ...names].join(', ') || 'none'}`];
}
