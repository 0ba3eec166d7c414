import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import type { LowerContext, Tunnel } from '../dialect.js';
import type { Captures } from './capture.js';
import type { Certainty } from '../three-valued.js';

/** The port ambient proxies tunnel through (HBONE). */
const HBONE = 15_008;
const DATAPLANE = 'istio.io/dataplane-mode';

/**
 * Traffic to ambient pods as the network plugin sees it (semantics 05 §7): one port, whatever the application's is.
 * Proxies of ambient pods and waypoints always tunnel; sidecars and gateways only in some releases.
 */
export function ambientTunnels({ model, endpoints }: LowerContext, captures: Captures): readonly Tunnel[] {
  const hasAmbient =
    [...model.namespaces.values()].some(({ labels }) => labels.get(DATAPLANE) === 'ambient') ||
    model.groups.some(
      ({ labels, annotations }) =>
        labels[DATAPLANE] === 'ambient' || annotations['ambient.istio.io/redirection'] === 'enabled',
    );
  if (!hasAmbient) return [];
  const sends = (endpoint: Endpoint): Certainty => {
    const { mode, certain } = captures.of(endpoint);
    if (mode === 'none') return false;
    return certain && (mode === 'ambient' || mode === 'waypoint') ? true : undefined;
  };
  const receives = (endpoint: Endpoint): Certainty => {
    const { mode, certain } = captures.of(endpoint);
    if (mode !== 'ambient') return false;
    if (endpoint.group.annotations['ambient.istio.io/bypass-inbound-capture'] === 'true') return false;
    return certain ? true : undefined;
  };
  const sources = endpoints.where('istio sends into tunnels', sends);
  const destinations = endpoints.where('istio receives from tunnels', receives);
  return destinations.possible.length === 0 ? [] : [{ port: HBONE, sources, destinations }];
}
