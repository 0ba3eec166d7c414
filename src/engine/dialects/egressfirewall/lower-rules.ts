import type { PortClause, Rule } from '../policy.js';
import { anyPort, wholeLane } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';
import { type Destination, type Destinations, PERHAPS_OUTSIDE } from './lower-to.js';
import { type FirewallRule, ruleSchema } from './schema.js';

/** The rules in order; what cannot be read may allow or deny whatever comes by. */
export function lowerRules(raw: readonly unknown[], destinations: Destinations, problems: ProblemList): Rule[] {
  const rules = raw.flatMap((rule, index): Rule[] => {
    const field = `spec.egress[${String(index)}]`;
    const parsed = ruleSchema.safeParse(rule);
    if (!parsed.success) {
      problems.refuse('POLICY.INVALID_RULE', field, parsed.error);
      return eitherWay(index, PERHAPS_OUTSIDE, anyPort(false));
    }
    const { type, to, ports } = parsed.data;
    const destination = destinations.of(to, `${field}.to`, problems);
    return [{ index, effect: type === 'Allow' ? 'allow' : 'deny', ...destination, ports: portsOf(ports) }];
  });
  return rules;
}

function eitherWay(index: number, destination: Destination, ports: readonly PortClause[]): Rule[] {
  return [
    { index, effect: 'allow', ...destination, ports },
    { index, effect: 'deny', ...destination, ports },
  ];
}

/** No list is every protocol; an entry without a number is the whole of its protocol. */
function portsOf(ports: FirewallRule['ports']): PortClause[] {
  if (ports === undefined || ports === null || ports.length === 0) return anyPort(true);
  return ports.map(({ protocol, port }) =>
    port === undefined || port === null
      ? wholeLane(protocol, true)
      : { kind: 'span', lane: protocol, lo: port, hi: port, certain: true },
  );
}
