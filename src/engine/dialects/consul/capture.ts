import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { PodGroup } from '../../model/pod-group.js';
import { valueOf } from '../../model/selector.js';
import type { Certainty } from '../three-valued.js';

const PREFIX = 'consul.hashicorp.com/';
const PROXIES: ReadonlySet<string> = new Set(['consul-dataplane', 'envoy-sidecar']);
/** Namespaces the injector never looks at. */
const NEVER: ReadonlySet<string> = new Set(['kube-system', 'kube-public']);

/** A member of Consul's family of annotations. */
export function annotationOf(group: PodGroup, name: string): string | undefined {
  return valueOf(group.annotations, `${PREFIX}${name}`);
}

/** Does Consul's proxy stand beside these pods (semantics 06 §B2)? Without an annotation the chart's default is no. */
export function isInMesh({ group, isNode }: Endpoint, model: NetworkModel): Certainty {
  if (isNode || NEVER.has(group.namespace)) return false;
  const isInjected = ['connect-inject-status', 'mesh-inject-status'].some((name) => annotationOf(group, name) === 'injected');
  if (isInjected || (group.proxies ?? []).some((name) => PROXIES.has(name))) return true;
  if (isRunning(group, model)) return false;
  return ['connect-inject', 'mesh-inject'].some((name) => isYes(annotationOf(group, name)));
} // prettier-ignore

/**
 * Is every connection to these pods led through the proxy? Running pods say so; otherwise the pod, its namespace and the
 * chart's default (yes) decide. A live pod that says nothing may have been injected without.
 */
export function isTransparent({ group, namespaceLabels }: Endpoint, model: NetworkModel): Certainty {
  if (annotationOf(group, 'transparent-proxy-status') === 'enabled') return true;
  const own = annotationOf(group, 'transparent-proxy');
  if (own !== undefined) return isYes(own);
  if (namespaceLabels === null) return undefined;
  const inherited = valueOf(namespaceLabels, `${PREFIX}transparent-proxy`);
  if (inherited !== undefined) return isYes(inherited);
  return model.facts.origin === 'live' && !group.fromTemplate ? undefined : true;
}

function isRunning({ fromTemplate, members }: PodGroup, { facts }: NetworkModel): boolean {
  if (fromTemplate) return false;
  return facts.origin === 'live' || members.some(({ node, ips }) => node !== undefined || ips.length > 0);
}

/** As Go reads booleans. */
function isYes(text: string | undefined): boolean {
  return text !== undefined && /^(?:1|t|true)$/i.test(text);
}
