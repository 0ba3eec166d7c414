import ipaddr from 'ipaddr.js';
import { Problem } from '#src/lib/problem.js';
import type { ClassifiedAddress } from './address-range.js';
import { canonicalHost } from './canonical-host.js';

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Addresses and hosts the operator opened on purpose (`EGRESS_ALLOW`): CIDRs, addresses, host names, `*.suffix` names.
 * It widens what the policy refuses, but never to a `forbidden` address, and to loopback only by an entry that is
 * nothing but loopback (`127.0.0.0/8`, `::1`, `localhost`), so that `0.0.0.0/0` does not open our own machine.
 */
export class AllowList {
  readonly #networks: readonly Network[];
  readonly #hosts: ReadonlySet<string>;
  readonly #suffixes: readonly string[];

  private constructor(networks: readonly Network[], hosts: ReadonlySet<string>, suffixes: readonly string[]) {
    this.#networks = networks;
    this.#hosts = hosts;
    this.#suffixes = suffixes;
  }

  /** @throws Problem `CONFIG.INVALID` naming the entry that is neither a CIDR, an address nor a host name. */
  static parse(entries: readonly string[]): AllowList {
    const networks: Network[] = [];
    const hosts = new Set<string>();
    const suffixes: string[] = [];
    for (const entry of entries) {
      const network = networkOf(entry);
      if (network !== undefined) networks.push(network);
      else if (entry.startsWith('*.')) suffixes.push(`.${hostOf(entry.slice(2), entry)}`);
      else hosts.add(hostOf(entry, entry));
    }
    return new AllowList(networks, hosts, suffixes);
  }

  /** The same list without networks of several addresses: entries that each name one destination. */
  onlySingleDestinations(): AllowList {
    const single = this.#networks.filter(([address, length]) => length === address.toByteArray().length * 8);
    return new AllowList(single, this.#hosts, this.#suffixes);
  }

  /** Whether the operator opened this address, or this host name wherever it leads. */
  permits(host: string, { address, class: kind }: ClassifiedAddress): boolean {
    if (kind === 'forbidden') return false;
    const isLoopback = kind === 'loopback';
    const networks = isLoopback ? this.#networks.filter(isLoopbackOnly) : this.#networks;
    if (networks.some((network) => isInside(address, network))) return true;
    if (isLoopback && host !== 'localhost' && !host.endsWith('.localhost')) return false;
    return this.#hosts.has(host) || this.#suffixes.some((suffix) => host.endsWith(suffix));
  }
}

function networkOf(entry: string): Network | undefined {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  const bare = entry.startsWith('[') && entry.endsWith(']') ? entry.slice(1, -1) : entry;
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return undefined;
  const address = ipaddr.process(bare);
  return [address, address.toByteArray().length * 8];
}

function hostOf(text: string, entry: string): string {
  const host = canonicalHost(text);
  if (host === undefined || entry.includes('/') || ipaddr.isValid(host)) {
    const message = `"${entry}" is neither a CIDR (10.0.0.0/8), an address nor a host name (api.corp.example, *.corp.example)`;
    throw new Problem('CONFIG.INVALID', `EGRESS_ALLOW: ${message}`, { fields: [{ field: 'EGRESS_ALLOW', message }] });
  }
  return host;
}

function isInside(address: ipaddr.IPv4 | ipaddr.IPv6, [base, length]: Network): boolean {
  return address.kind() === base.kind() && address.match(base, length);
}

function isLoopbackOnly([address, length]: Network): boolean {
  return address.range() === 'loopback' && length >= (address.kind() === 'ipv4' ? 8 : 128);
}
