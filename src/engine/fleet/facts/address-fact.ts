import { parseIp } from '../../sets/ip-address.js';
import { type IpRange, parseCidr } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';

/** Addresses something uses, and how completely they are known. */
export interface AddressFact {
  /** Ranges the cluster declares for it. */
  readonly declared: IpSet;
  /** Addresses it was seen to use. */
  readonly observed: IpSet;
  /** Declared and observed together. */
  readonly all: IpSet;
  /** Where the ranges were read, sorted. */
  readonly sources: readonly string[];
}

/** Gathers addresses and where they were read. */
export class AddressCollector {
  private readonly declared: IpRange[] = [];
  private readonly observed: IpRange[] = [];
  private readonly sources = new Set<string>();

  /** A CIDR somebody wrote down; text that is none is left out. */
  declare(cidr: string, source: string): void {
    const range = parseCidr(cidr.trim());
    if (range !== null) this.declareRange(range, source);
  }

  declareRange(range: IpRange, source: string): void {
    this.declared.push(range);
    this.sources.add(source);
  }

  /** An address in use; text that is none (a host name) is left out. */
  observe(ip: string): void {
    const address = parseIp(ip);
    if (address !== null) this.observed.push({ family: address.family, lo: address.value, hi: address.value });
  }

  finish(): AddressFact {
    const declared = IpSet.of(this.declared);
    const observed = IpSet.of(this.observed);
    return { declared, observed, all: declared.union(observed), sources: [...this.sources].sort() };
  }
}
