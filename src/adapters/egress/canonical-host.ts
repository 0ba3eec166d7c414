import { parseUrl } from './parse-url.js';

/**
 * The host as the URL standard reads it: lower case, IDNA, IPv4 in dotted decimals whatever its spelling, no brackets and
 * no final dot. A guard that looked at the typed text could be shown one host and made to connect to another.
 * @returns undefined when no URL can have this host.
 */
export function canonicalHost(host: string): string | undefined {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  if (bare === '' || /[\s/\\?#@%]/u.test(bare)) return undefined;
  const parsed = parseUrl(`http://${bare.includes(':') ? `[${bare}]` : bare}/`);
  if (parsed === null || parsed.port !== '' || parsed.hostname === '') return undefined;
  const { hostname } = parsed;
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
}
