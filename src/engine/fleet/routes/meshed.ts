import type { NetworkModel } from '../../model/network-model.js';
import type { Truth } from '../../reachability/flow.js';

const INJECTED = ['linkerd.io/inject', 'sidecar.istio.io/inject', 'consul.hashicorp.com/connect-inject'];

/** Whether pods of a group have a mesh's proxy and so a certificate; a declared injection need not have happened. */
export function isMeshed(model: NetworkModel, group: number): Truth {
  const pods = model.groups[group];
  if (pods === undefined) return 'unknown';
  if ((pods.proxies ?? []).length > 0) return 'yes';
  const namespace = model.namespaces.get(pods.namespace);
  const isDeclared =
    INJECTED.some((key) =>
      /^(?:true|enabled|ingress)$/.test(pods.annotations[key] ?? namespace?.annotations.get(key) ?? ''),
    ) ||
    namespace?.labels.get('istio-injection') === 'enabled' ||
    namespace?.labels.has('istio.io/rev') === true ||
    namespace?.labels.get('istio.io/dataplane-mode') === 'ambient';
  return isDeclared ? (pods.fromTemplate || 'linkerd.io/created-by' in pods.annotations ? 'yes' : 'unknown') : 'no';
}
