import { type RawObject, refOf } from '../../model/raw-object.js';
import { readSelector } from '../../model/selector-reader.js';
import { Selector } from '../../model/selector.js';
import { LANES, MAX_PORT, MIN_PORT } from '../../sets/protocol.js';
import { DIRECTIONS, type Doubt, type PodSelection, type Policy, type PortClause, type Rule } from '../policy.js';
import { ADMIN_RUNG, BASELINE_RUNG } from '../rung.js';
import { trafficRuleSchema } from './schema.js';

/** Translates one TrafficRule, or says what its not being readable leaves open. */
export function lowerTrafficRule(object: RawObject): Policy | Doubt {
  const parsed = trafficRuleSchema.safeParse(object.spec);
  if (!parsed.success) return doubt(object, parsed.error.issues.map((issue) => issue.message).join('; '));
  const { order, tier, direction, action, namespaces, peers, port } = parsed.data;
  const own = readSelector(namespaces);
  const far = readSelector(peers);
  if (own.selector === null || far.selector === null) return doubt(object, 'a selector is not valid');
  const span = port === undefined ? EVERY_PORT : [numbered(port)];
  const rule: Rule = {
    index: 0,
    effect: action === 'Allow' ? 'allow' : action === 'Deny' ? 'deny' : 'pass',
    peers: [{ kind: 'pods', selection: allPodsIn(far.selector), certain: true }],
    ports: span,
  };
  return {
    ref: refOf(object),
    namespace: '',
    rung: tier === 'admin' ? ADMIN_RUNG : BASELINE_RUNG,
    priority: order,
    subject: allPodsIn(own.selector),
    ingress: direction === 'ingress' ? [rule] : null,
    egress: direction === 'egress' ? [rule] : null,
  };
}

const EVERY_PORT: readonly PortClause[] = LANES.map((lane) => ({
  kind: 'span',
  lane,
  lo: MIN_PORT,
  hi: MAX_PORT,
  certain: true,
}));

function numbered({
  protocol,
  number,
}: {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly number: number;
}): PortClause {
  return { kind: 'span', lane: protocol, lo: number, hi: number, certain: true };
}

function allPodsIn(selector: Selector): PodSelection {
  return { namespaces: { kind: 'matching', selector }, pods: Selector.everything };
}

function doubt(object: RawObject, why: string): Doubt {
  const reason = `TrafficRule ${object.metadata.name}: ${why}`;
  return { reason, object: refOf(object), directions: DIRECTIONS, closes: true, opens: true, externalOnly: false };
}
