import { groupBy } from '../../isolation/group-by.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import type { Tunnel } from '../dialect.js';
import { EVERY_PORT, textOfPorts, withoutPorts } from '../port-list.js';
import type { Proxies, Proxy } from './proxies.js';

/** The inbound port of every proxy, where connections between proxies really arrive. */
const INBOUND = 4143;

/**
 * Connections between two proxies go to port 4143, unless the client or the destination leaves the port alone (semantics
 * 06 §A5). Older releases kept the port; where the release is not known, either may be true.
 */
export function tunnelsOf(proxies: Proxies): readonly Tunnel[] {
  const { transportMode } = proxies.config;
  if (transportMode === 'transparent') return [];
  const isKnown = transportMode === 'transport-header';
  const sources = groupBy(proxies.all, ({ skipsOutbound }) => (skipsOutbound === undefined ? '' : textOfPorts(skipsOutbound)));
  const destinations = groupBy(proxies.all, ({ skipsInbound }) => textOfPorts(skipsInbound));
  return [...sources.values()].flatMap((from) =>
    [...destinations.values()].map((to): Tunnel => {
      const own = withoutPorts(EVERY_PORT, from[0]?.skipsOutbound ?? []);
      return {
        port: INBOUND,
        sources: ends(from, (proxy) => isKnown && isPlain(proxy) && proxy.skipsOutbound !== undefined),
        destinations: ends(to, (proxy) => isKnown && isPlain(proxy) && skipsForCertain(proxy)),
        carries: withoutPorts(own, to[0]?.skipsInbound ?? []),
      };
    }),
  );
} // prettier-ignore

/** No address is left alone, so every connection is a matter of ports. */
function isPlain({ certain, skipsSubnets }: Proxy): boolean {
  return certain && skipsSubnets?.isEmpty === true;
}

/** Are all skipped ports known to be? */
function skipsForCertain({ skipsInbound, maySkipInbound }: Proxy): boolean {
  return maySkipInbound !== undefined && withoutPorts(maySkipInbound, skipsInbound).length === 0;
}

function ends(proxies: readonly Proxy[], isCertain: (proxy: Proxy) => boolean): MatchedGroups {
  const possible = Int32Array.from(proxies, ({ id }) => id);
  const certain = proxies.filter(isCertain).map(({ id }) => id);
  return { possible, certain: certain.length === possible.length ? possible : Int32Array.from(certain) };
}
