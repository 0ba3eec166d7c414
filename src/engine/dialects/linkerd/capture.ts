import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { PodGroup } from '../../model/pod-group.js';
import { valueOf } from '../../model/selector.js';
import type { Certainty } from '../three-valued.js';

const PROXY = 'linkerd-proxy';
const INJECT = 'linkerd.io/inject';
/** Namespaces the injector's webhook leaves out as it is installed. */
const LEFT_OUT: ReadonlySet<string> = new Set(['kube-system', 'cert-manager']);

/** How a group of pods came to have, or not to have, a proxy. */
export interface Capture {
  readonly captured: Certainty;
  /** An annotation as the proxy saw it; undefined when nobody set it, null when nobody can know. */
  readonly annotation: (key: string) => string | undefined | null;
}

/**
 * Does Linkerd's proxy stand in front of these pods (semantics 06 §A2)? Running pods say so themselves, and their
 * namespace's annotations have not counted since they were created; for pods still to be created the injector's rules are
 * followed.
 */
export function captureOf({ group, isNode, namespaceLabels }: Endpoint, model: NetworkModel): Capture {
  const own = (key: string): string | undefined => valueOf(group.annotations, key);
  const namespace = model.namespaces.get(group.namespace);
  const inherited = (key: string): string | undefined | null =>
    own(key) ?? (namespaceLabels === null ? null : namespace?.annotations.get(key));
  if (isNode) return { captured: false, annotation: own };
  if (group.proxies?.includes(PROXY) === true) {
    return { captured: true, annotation: isInjected(group, model) ? own : inherited };
  }
  if (isRunning(group, model)) return { captured: false, annotation: own };
  return { captured: willBeInjected(group, inherited(INJECT)), annotation: inherited };
}

/** Did the injector write this pod, and copied its namespace's annotations? */
function isInjected(group: PodGroup, model: NetworkModel): boolean {
  const isMarked = ['linkerd.io/proxy-version', 'linkerd.io/created-by'].some(
    (key) => valueOf(group.annotations, key) !== undefined,
  );
  return isMarked || isRunning(group, model);
}

/** Do these pods exist, rather than being written down for later? */
function isRunning({ fromTemplate, members }: PodGroup, { facts }: NetworkModel): boolean {
  if (fromTemplate) return false;
  return facts.origin === 'live' || members.some(({ node, ips }) => node !== undefined || ips.length > 0);
}

function willBeInjected(group: PodGroup, inject: string | undefined | null): Certainty {
  const isSkipped = group.automountToken === false || (group.proxies ?? []).length > 0;
  if (isSkipped) return false;
  if (inject === null) return undefined;
  if (inject !== 'enabled' && inject !== 'ingress') return false;
  // Reports differ on pods that expose UDP, and installations on which namespaces the webhook sees.
  const isDoubtful = group.ports.some(({ protocol }) => protocol === 'UDP') || LEFT_OUT.has(group.namespace);
  return isDoubtful ? undefined : true;
}
