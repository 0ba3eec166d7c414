import { asList, asText, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import { objectsOf } from '../facts/read-objects.js';

/** What intentions say about clients of a peer. */
export type PeerVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'denied'; readonly because: string }
  | { readonly kind: 'unknown'; readonly because: string };

interface Entry {
  readonly precedence: number;
  readonly action: string | undefined;
  readonly intention: string;
}

/**
 * The intention that decides about a peer's clients at one service: only entries that name the peer count, the most
 * specific wins, deny before allow, and without any the default decides (semantics 06 B3, 09 §3.4).
 */
export function consulIntentions(model: NetworkModel, service: string, peer: string): PeerVerdict {
  const entries = objectsOf(model, 'consul.hashicorp.com/ServiceIntentions').flatMap(({ spec, metadata }): Entry[] => {
    const destination = asText(memberAt(spec, 'destination', 'name'));
    if (destination !== service && destination !== '*') return [];
    return asList(member(spec, 'sources')).flatMap((source) =>
      member(source, 'peer') === peer
        ? [
            {
              precedence: (destination === '*' ? 0 : 2) + (member(source, 'name') === '*' ? 0 : 1),
              action: asText(member(source, 'action')),
              intention: metadata.name,
            },
          ]
        : [],
    );
  });
  const top = Math.max(...entries.map(({ precedence }) => precedence));
  const deciding = entries.filter(({ precedence }) => precedence === top);
  const denying = deciding.find(({ action }) => action === 'deny');
  if (denying !== undefined)
    return { kind: 'denied', because: `ServiceIntentions ${denying.intention} denies the peer ${peer}` };
  if (deciding.some(({ action }) => action === 'allow'))
    return entries.every(({ action }) => action === 'allow')
      ? { kind: 'allowed' }
      : { kind: 'unknown', because: `intentions allow some services of the peer ${peer} and deny others` };
  if (deciding.length > 0) return { kind: 'unknown', because: 'intentions decide by permissions, request by request' };
  return byDefault(model, service, peer);
}

/** Nothing names the peer: the default decides, as far as the servers' configuration shows it. */
function byDefault(model: NetworkModel, service: string, peer: string): PeerVerdict {
  const because = `no intention names the peer ${peer} for ${service}`;
  const config = objectsOf(model, 'core/ConfigMap').find(({ metadata }) => /consul-server-config$/.test(metadata.name));
  const said = (key: string): string | undefined => asText(memberAt(config, 'data', key));
  const fallback = said('aclEnabled') === 'false' ? 'allow' : said('aclDefaultPolicy');
  switch (said('defaultIntentionPolicy') ?? fallback) {
    case 'allow':
      return { kind: 'allowed' };
    case 'deny':
      return { kind: 'denied', because: `${because}, and the default is to deny` };
    default:
      return { kind: 'unknown', because: `${because}, and the default policy is not in the input` };
  }
}
