import type { Direction, Policy } from '../dialects/policy.js';
import { parseIp } from '../sets/ip-address.js';
import { NO_PORTS } from '../sets/port-sets.js';
import type { Compiled } from './compiled.js';
import type { ExplainedRule } from './explanation.js';
import type { End } from './flow.js';
import type { Step } from './rule-compiler.js';

/** The rules of one policy that match, or may match, one far end; each with the ports it speaks about there. */
export function explainRules(
  compiled: Compiled,
  policy: Policy,
  direction: Direction,
  group: number,
  far: End,
): ExplainedRule[] {
  return (policy[direction] ?? []).flatMap((rule) => {
    const { certain, possible } = compiled.parts.compiler.compile(rule, policy);
    const sure = portsMatched(compiled, certain, direction, group, far);
    const perhaps = certain === possible ? sure : portsMatched(compiled, possible, direction, group, far);
    const ports = compiled.parts.ports.get(perhaps);
    if (ports.isEmpty) return [];
    return [{ policy: policy.ref, rule: rule.index, direction, effect: rule.effect, ports, certain: sure === perhaps }];
  });
}

/** Port-set id of what one reading of a rule says about one far end. */
export function portsMatched(compiled: Compiled, step: Step, direction: Direction, group: number, far: End): number {
  if (!matchesEnd(step, far)) return NO_PORTS;
  const { namedPorts, ports } = compiled.parts;
  const destination = direction === 'ingress' ? group : 'group' in far ? far.group : null;
  if (destination === null) return step.ports.fixed;
  const signature = namedPorts.signatureOf[destination] ?? 0;
  return step.ports.names.reduce(
    (sum, name) => ports.union(sum, namedPorts.resolve(signature, name)),
    step.ports.fixed,
  );
}

function matchesEnd(step: Step, far: End): boolean {
  if (step.anyone) return true;
  if ('group' in far) return step.groups.some((groups) => groups.includes(far.group));
  const address = parseIp(far.ip);
  return address !== null && step.addresses.some((set) => set.contains(address));
}
