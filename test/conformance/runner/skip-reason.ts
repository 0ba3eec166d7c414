import { keyOfKind } from '#src/engine/dialects/dialect.js';
import { dialects } from '#src/engine/dialects/index.js';
import type { Check } from './case-file.js';
import { FOCUS_OPTIONS } from './focus.js';

const KINDS: ReadonlySet<string> = new Set([
  'connlist',
  'eval',
  'diff',
  'error',
  'exposure',
  'explain',
  'lint',
  'relation',
]);
/** What every case may use. */
const PLAIN: ReadonlySet<string> = new Set(['NetworkPolicy', 'Ingress', 'Route', 'VM', 'no-policy']);
/** Secondary and user-defined networks; a check that does not switch them on ignores their objects. */
const NETWORKS: ReadonlySet<string> = new Set(['UDN', 'NAD']);
const OPTIONS: ReadonlySet<string> = new Set([
  'layers',
  'multipleNetworks',
  'exposure',
  'explainOnly',
  ...FOCUS_OPTIONS,
]);

/** Features of the corpus and a kind that the language behind each must read. */
const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['ANP', 'policy.networking.k8s.io/AdminNetworkPolicy'],
  ['BANP', 'policy.networking.k8s.io/BaselineAdminNetworkPolicy'],
  ['CNP', 'policy.networking.k8s.io/ClusterNetworkPolicy'],
  ['Calico', 'projectcalico.org/GlobalNetworkPolicy'],
  ['Cilium', 'cilium.io/CiliumNetworkPolicy'],
  ['Istio', 'security.istio.io/AuthorizationPolicy'],
  ['UDN', 'k8s.ovn.org/UserDefinedNetwork'],
  ['NAD', 'k8s.cni.cncf.io/MultiNetworkPolicy'],
]);

const READ: ReadonlySet<string> = new Set(dialects.flatMap(({ reads }) => reads.map(keyOfKind)));

/**
 * Why a check is not judged yet; undefined when it is. With `all`, only kinds the runner cannot ask stay skipped.
 * @param features what the case needs, in the corpus' words
 */
export function skipReason(check: Check, features: readonly string[], all: boolean): string | undefined {
  if (!KINDS.has(check.kind)) return `${check.kind} checks are not built yet`;
  if (all) return undefined;
  const oneNetwork = check.options['multipleNetworks'] !== true;
  const missing = features.filter(
    (feature) => !(PLAIN.has(feature) || isRead(feature) || (oneNetwork && NETWORKS.has(feature))),
  );
  if (missing.length > 0) return `needs ${missing.join(', ')}`;
  if (check.kind === 'explain' && !oneNetwork && features.includes('NAD')) {
    return 'reasons on secondary networks name the attachment, not the policy';
  }
  const option = Object.keys(check.options).find((name) => !OPTIONS.has(name));
  return option === undefined ? undefined : `needs the option ${option}`;
}

function isRead(feature: string): boolean {
  return READ.has(LANGUAGES.get(feature) ?? '');
}
