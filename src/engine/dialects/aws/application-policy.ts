import { asList, asRecord, member } from '../../model/json-value.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import { FAMILIES } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { CniCapabilities } from '../cni-capabilities.js';
import type { LowerContext, Lowered } from '../dialect.js';
import { lowerSpec } from '../networkpolicy/lower.js';
import { DIRECTIONS, type Doubt, type Policy, type Rule } from '../policy.js';
import { NAMESPACE_RUNG } from '../rung.js';

const EVERY_ADDRESS = IpSet.of(FAMILIES.map(wholeFamily));

/**
 * networking.k8s.aws/v1alpha1 ApplicationNetworkPolicy: a NetworkPolicy whose egress peers may also be domain names. It
 * joins the NetworkPolicies of its namespace.
 */
export function lowerApplicationPolicies(
  objects: readonly RawObject[],
  context: LowerContext,
  version: string,
): Lowered {
  const policies: Policy[] = [];
  const doubts: Doubt[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? 'default';
    const ref = { ...refOf(object), namespace };
    const { subject, ingress, egress, problems } = lowerSpec(withoutDomains(object.spec), context.cni);
    const about = { object: ref, ...(object.source === undefined ? {} : { source: object.source }) };
    diagnostics.push(...problems.map((problem) => ({ ...problem, ...about })));
    if (subject === null || object.apiVersion !== version) {
      doubts.push(doubtAbout(object, namespace));
      continue;
    }
    const named = egress === null ? null : [...egress.filter(hasPeers), ...domainRules(object.spec, context.cni)];
    policies.push({
      ref,
      namespace,
      rung: NAMESPACE_RUNG,
      priority: 0,
      subject: { namespaces: { kind: 'own' }, pods: subject },
      ingress,
      egress: named,
    });
  }
  return { policies, doubts, diagnostics };
}

/** A rule that names domains only has no other peers, and an empty list would mean everyone. */
const NOBODY = { ipBlock: { cidr: '255.255.255.255/32', except: ['255.255.255.255/32'] } };

function hasPeers({ peers }: Rule): boolean {
  return !peers.every((peer) => peer.kind === 'addresses' && peer.set.isEmpty);
}

/** The policy as a NetworkPolicy: what it says about domain names is read apart. */
function withoutDomains(spec: unknown): unknown {
  const record = asRecord(spec);
  if (record === undefined || !Array.isArray(record['egress'])) return spec;
  const egress = asList(record['egress']).map((rule) => {
    const to = member(rule, 'to');
    if (!Array.isArray(to)) return rule;
    const peers = asList(to).map((peer) => (namesOnlyDomains(peer) ? NOBODY : peer));
    return { ...asRecord(rule), to: peers };
  });
  return { ...record, egress };
}

function namesOnlyDomains(peer: unknown): boolean {
  return Array.isArray(member(peer, 'domainNames')) && Object.keys(asRecord(peer) ?? {}).length === 1;
}

/** Names behind some addresses outside: perhaps any of them. */
function domainRules(spec: unknown, cni: CniCapabilities): Rule[] {
  return asList(member(spec, 'egress')).flatMap((rule, index): Rule[] => {
    const names = asList(member(rule, 'to'))
      .filter(namesOnlyDomains)
      .flatMap((peer) => asList(member(peer, 'domainNames')))
      .filter((name): name is string => typeof name === 'string');
    if (names.length === 0) return [];
    const { egress } = lowerSpec({ policyTypes: ['Egress'], egress: [{ ports: member(rule, 'ports') }] }, cni);
    const ports = egress?.[0]?.ports ?? [];
    const conditions = names.map((name) => `domain name ${name}`);
    const peers = [{ kind: 'outside', set: EVERY_ADDRESS, certain: true }] as const;
    return [{ index, effect: 'allow', peers, ports, conditions }];
  });
}

function doubtAbout(object: RawObject, namespace: string): Doubt {
  const reason = `ApplicationNetworkPolicy ${namespace}/${object.metadata.name}: which pods it selects cannot be read`;
  return { reason, object: refOf(object), namespace, directions: DIRECTIONS, closes: true, opens: true, externalOnly: false }; // prettier-ignore
}
