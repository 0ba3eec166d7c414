import type { Selector } from '../../model/selector.js';
import type { CniCapabilities } from '../cni-capabilities.js';
import type { Direction, PortClause, Rule } from '../policy.js';
import { lowerPeers } from './lower-peer.js';
import { anyPort } from '../port-clauses.js';
import { type PolicyProblem, ProblemList } from '../problem-list.js';
import { readLabelSelector } from '../read-label-selector.js';
import { lowerPorts } from './lower-port.js';
import { egressRuleSchema, ingressRuleSchema, specSchema } from './schema.js';

/** A policy's spec without its name and namespace: equal specs are lowered once and share their rules. */
export interface LoweredSpec {
  /** Null when it could not be read: then nobody knows which pods it selects. */
  readonly subject: Selector | null;
  readonly ingress: readonly Rule[] | null;
  readonly egress: readonly Rule[] | null;
  readonly problems: readonly PolicyProblem[];
}

/** Translates a NetworkPolicySpec; an absent spec selects every pod and allows nothing in. */
export function lowerSpec(raw: unknown, cni: CniCapabilities): LoweredSpec {
  const problems = new ProblemList();
  const spec = specSchema.safeParse(raw ?? {});
  if (!spec.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', spec.error);
    return { subject: null, ingress: [], egress: [], problems: problems.all };
  }
  const { podSelector, policyTypes, ingress, egress } = spec.data;
  const subject = readLabelSelector(podSelector, 'spec.podSelector', problems);
  const types = policyTypes ?? [];
  const defaulted = types.length === 0;
  const speaksIngress = defaulted || types.includes('Ingress');
  const speaksEgress = defaulted ? (egress ?? []).length > 0 : types.includes('Egress');
  if (!speaksIngress && (ingress ?? []).length > 0) warnInert('ingress', problems);
  if (!speaksEgress && (egress ?? []).length > 0) warnInert('egress', problems);
  return {
    subject,
    ingress: speaksIngress ? lowerRules('ingress', ingress ?? [], cni, problems) : null,
    egress: speaksEgress ? lowerRules('egress', egress ?? [], cni, problems) : null,
    problems: problems.all,
  };
}

function warnInert(direction: Direction, problems: ProblemList): void {
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  problems.warn(
    'POLICY.INERT_RULES',
    `spec.${direction}`,
    `these rules have no effect because policyTypes does not name ${type}`,
  );
}

function lowerRules(
  direction: Direction,
  raw: readonly unknown[],
  cni: CniCapabilities,
  problems: ProblemList,
): Rule[] {
  return raw.map((rule, index) => lowerRule(direction, rule, index, cni, problems));
}

function lowerRule(
  direction: Direction,
  raw: unknown,
  index: number,
  cni: CniCapabilities,
  problems: ProblemList,
): Rule {
  const field = `spec.${direction}[${String(index)}]`;
  const parsed =
    direction === 'ingress' ? ingressRuleSchema.safeParse(raw ?? {}) : egressRuleSchema.safeParse(raw ?? {});
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_RULE', field, parsed.error);
    return { index, effect: 'allow', peers: [{ kind: 'anyone', certain: false }], ports: anyPort(false) };
  }
  const list = 'from' in parsed.data ? parsed.data.from : 'to' in parsed.data ? parsed.data.to : undefined;
  const peers = lowerPeers(list, `${field}.${direction === 'ingress' ? 'from' : 'to'}`, problems);
  const ports = lowerPorts(parsed.data.ports, `${field}.ports`, cni, problems);
  return { index, effect: 'allow', peers, ports };
}

/** Does any rule name a port? Some plugins refuse the whole policy then. */
export function usesNamedPort(spec: LoweredSpec): boolean {
  const isNamed = (clause: PortClause): boolean => clause.kind === 'named';
  return [...(spec.ingress ?? []), ...(spec.egress ?? [])].some((rule) => rule.ports.some(isNamed));
}
