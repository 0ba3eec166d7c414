import type { Check } from './case-file.js';
import { FOCUS_OPTIONS } from './focus.js';

const KINDS: ReadonlySet<string> = new Set(['connlist', 'eval', 'diff', 'error']);
const FEATURES: ReadonlySet<string> = new Set(['NetworkPolicy', 'Ingress', 'Route', 'no-policy']);
/** Secondary and user-defined networks; a check that does not switch them on ignores their objects. */
const NETWORKS: ReadonlySet<string> = new Set(['UDN', 'NAD']);
const OPTIONS: ReadonlySet<string> = new Set(['layers', ...FOCUS_OPTIONS]);

/**
 * Why a check is not judged yet; undefined when it is. With `all`, only kinds the runner cannot ask stay skipped.
 * @param features what the case needs, in the corpus' words
 */
export function skipReason(check: Check, features: readonly string[], all: boolean): string | undefined {
  if (!KINDS.has(check.kind)) return `${check.kind} checks are not built yet`;
  if (all) return undefined;
  const oneNetwork = check.options['multipleNetworks'] !== true;
  const missing = features.filter((feature) => !(FEATURES.has(feature) || (oneNetwork && NETWORKS.has(feature))));
  if (missing.length > 0) return `needs ${missing.join(', ')}`;
  const option = Object.keys(check.options).find((name) => !OPTIONS.has(name));
  return option === undefined ? undefined : `needs the option ${option}`;
}
