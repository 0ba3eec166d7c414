import type { Direction, Policy, Rule } from '../policy.js';
import { type PolicyProblem, ProblemList } from '../problem-list.js';
import type { Ground } from './ground.js';
import { type Condition, readingsOfSubject } from './identity-selector.js';
import { readTerms } from './identity-term.js';
import { type LoweredRules, lowerRules } from './lower-rules.js';
import { nodesWithLabels } from './lower-selectors.js';
import { specSchema } from './schema.js';

/** One direction of a policy. */
export interface LoweredDirection {
  readonly deny: readonly Rule[];
  readonly allow: readonly Rule[];
  readonly proxied: readonly Rule[];
  readonly forwarded: readonly Rule[];
  /** Does it put whom it selects in default deny? Undefined when that is not known. */
  readonly isolates: boolean | undefined;
}

/** A policy without its name. */
export interface LoweredSpec {
  /** Null when it could not be read. */
  readonly subject: Policy['subject'] | null;
  /** Null when the policy says nothing about the direction. */
  readonly ingress: LoweredDirection | null;
  readonly egress: LoweredDirection | null;
  /** False when it certainly has no effect, undefined when nobody knows. */
  readonly inForce: boolean | undefined;
  readonly problems: readonly PolicyProblem[];
}

/** Where a spec stands. */
export interface SpecPlace {
  /** Empty for cluster-wide policies. */
  readonly own: string;
  /** `spec`, or `specs[0]`. */
  readonly field: string;
  /** What peers must also meet, by direction. */
  readonly required: Readonly<Record<Direction, readonly (readonly Condition[])[]>>;
}

type Spec = ReturnType<typeof specSchema.parse>;

/** Translates one rule of a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy. */
export function lowerSpec(raw: unknown, place: SpecPlace, ground: Ground): LoweredSpec {
  const problems = new ProblemList();
  const parsed = specSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_SPEC', place.field, parsed.error);
    return { subject: null, ingress: UNREAD, egress: UNREAD, inForce: undefined, problems: problems.all };
  }
  const spec = parsed.data;
  const { subject, inForce } = lowerSubject(spec, place, ground, problems);
  const ingress = lowerDirection('ingress', spec, place, ground, problems);
  const egress = lowerDirection('egress', spec, place, ground, problems);
  // Cilium refuses a policy as a whole when a part of it is wrong.
  const isWhole = problems.all.every(({ severity }) => severity !== 'error');
  return {
    subject,
    ingress,
    egress,
    inForce: inForce === true && !isWhole ? undefined : inForce,
    problems: problems.all,
  };
}

const UNREAD: LoweredDirection = { deny: [], allow: [], proxied: [], forwarded: [], isolates: undefined };

function lowerSubject(
  spec: Spec,
  { own, field }: SpecPlace,
  ground: Ground,
  problems: ProblemList,
): Pick<LoweredSpec, 'subject' | 'inForce'> {
  const { endpointSelector, nodeSelector } = spec;
  const hasEndpoints = endpointSelector !== undefined && endpointSelector !== null;
  const hasNodes = nodeSelector !== undefined && nodeSelector !== null;
  if (hasEndpoints === hasNodes || (hasNodes && own !== '')) {
    const remedy =
      own === ''
        ? 'needs exactly one of endpointSelector and nodeSelector'
        : 'needs an endpointSelector, and no nodeSelector';
    problems.error('POLICY.INVALID_SPEC', field, remedy);
    return { subject: null, inForce: undefined };
  }
  const [raw, name] = hasEndpoints ? [endpointSelector, 'endpointSelector'] : [nodeSelector, 'nodeSelector'];
  const terms = readTerms(raw, `${field}.${name}`, problems);
  if (terms === null) return { subject: null, inForce: undefined };
  if (hasEndpoints) {
    const found = ground.finder.pods(readingsOfSubject(terms, own), own);
    return { subject: 'selection' in found ? found.selection : { groups: found.groups }, inForce: true };
  }
  const { hostFirewall } = ground.settings;
  if (hostFirewall === false)
    problems.warn(
      'POLICY.NOT_ENFORCED',
      `${field}.nodeSelector`,
      'policies for nodes have no effect here because enable-host-firewall is off',
    );
  return { subject: { groups: nodesWithLabels(terms, ground) }, inForce: hostFirewall };
}

function lowerDirection(
  direction: Direction,
  spec: Spec,
  { own, field, required }: SpecPlace,
  ground: Ground,
  problems: ProblemList,
): LoweredDirection | null {
  const allowed = spec[direction] ?? [];
  const denied = spec[`${direction}Deny`] ?? [];
  const asked = spec.enableDefaultDeny?.[direction] ?? undefined;
  if (allowed.length === 0 && denied.length === 0) {
    // Releases differ in whether asking for default deny is enough without any rule.
    return asked === true ? { ...UNREAD, isolates: undefined } : null;
  }
  const place = { own, direction, required: required[direction] };
  const allow: LoweredRules = lowerRules(
    allowed,
    `${field}.${direction}`,
    { ...place, isDeny: false },
    ground,
    problems,
  );
  const deny: LoweredRules = lowerRules(
    denied,
    `${field}.${direction}Deny`,
    { ...place, isDeny: true },
    ground,
    problems,
  );
  return {
    deny: [...deny.rules, ...allow.vetoes],
    allow: allow.rules,
    proxied: allow.proxied,
    forwarded: direction === 'ingress' ? allow.forwarded : [],
    isolates: isolates(asked, ground),
  };
}

/** A policy may leave default deny out, where Cilium heeds that. */
function isolates(asked: boolean | undefined, { settings }: Ground): boolean | undefined {
  if (asked !== false) return true;
  return settings.optionalDefaultDeny === undefined ? undefined : !settings.optionalDefaultDeny;
}
