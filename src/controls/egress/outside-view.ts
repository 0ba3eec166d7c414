import type { Verdict } from '#src/engine/isolation/crossing.js';
import type { ExternalFlow } from '#src/engine/reachability/flow.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import type { IpAddress } from '#src/engine/sets/ip-address.js';
import { IpSet } from '#src/engine/sets/ip-set.js';

/** From how many addresses on a permission counts as the whole internet, or as a broad range. */
const INTERNET = { 4: 1n << 31n, 6: 1n << 124n } as const;
const BROAD = { 4: 1n << 16n, 6: 1n << 80n } as const;

/** Flows of one class to the outside, with their addresses as sets. */
interface OutsideFlow extends ExternalFlow {
  readonly set: IpSet;
}

/** What pods can reach outside the cluster, asked once for each class. */
export class OutsideView {
  private readonly byClass = new Map<number, readonly OutsideFlow[]>();

  constructor(private readonly reach: Reachability) {}

  /**
   * Do pods of the group have addresses of a family? Those of IPv4 are taken for granted where no address is known, those
   * of IPv6 are not: few clusters have them.
   */
  speaks(group: number, family: 4 | 6): 'yes' | 'no' | 'unknown' {
    const ips = (this.reach.model.groups[group]?.members ?? []).flatMap((member) => member.ips);
    if (ips.length === 0) return family === 4 ? 'yes' : 'unknown';
    return ips.some((ip) => ip.includes(':') === (family === 6)) ? 'yes' : 'no';
  }

  /** Can pods of the group open a port at an address outside? */
  toAddress(group: number, address: IpAddress, protocol: string, port: number): Verdict {
    const flow = this.flows(group).find(({ set }) => set.contains(address));
    if (flow?.must.contains(protocol, port) === true) return 'allowed';
    return flow?.may.contains(protocol, port) === true ? 'unknown' : 'denied';
  }

  /** The best answer over some addresses. */
  toAny(group: number, addresses: readonly IpAddress[], protocol: string, port: number): Verdict {
    return best(addresses.map((address) => this.toAddress(group, address, protocol, port)));
  }

  /** Can they open a port at an address nobody knows? Certain only when the answer is the same everywhere. */
  toUnknownAddress(group: number, protocol: string, port: number): Verdict {
    const flows = this.flows(group);
    if (flows.every(({ must }) => must.contains(protocol, port))) return 'allowed';
    return flows.some(({ may }) => may.contains(protocol, port)) ? 'unknown' : 'denied';
  }

  /** Can they reach most of an address family (`internet`), or at least a large block of it (`broad`)? */
  breadth(group: number): { readonly internet: Verdict; readonly broad: Verdict } {
    const must = this.widths(group, 'must');
    const may = this.widths(group, 'may');
    const verdict = (limit: typeof INTERNET | typeof BROAD): Verdict => {
      if (must[4] >= limit[4] || must[6] >= limit[6]) return 'allowed';
      return may[4] >= limit[4] || may[6] >= limit[6] ? 'unknown' : 'denied';
    };
    return { internet: verdict(INTERNET), broad: verdict(BROAD) };
  }

  private widths(group: number, bound: 'must' | 'may'): { 4: bigint; 6: bigint } {
    const width = { 4: 0n, 6: 0n };
    for (const flow of this.flows(group)) {
      if (flow[bound].isEmpty) continue;
      for (const { family, lo, hi } of flow.ranges) width[family] += hi - lo + 1n;
    }
    return width;
  }

  private flows(group: number): readonly OutsideFlow[] {
    const own = this.reach.classOf[group] ?? 0;
    let flows = this.byClass.get(own);
    if (flows === undefined) {
      flows = this.reach.externalFrom(group).map((flow) => ({ ...flow, set: IpSet.of(flow.ranges) }));
      this.byClass.set(own, flows);
    }
    return flows;
  }
}

/** Allowed if anything is, denied only if everything is. */
export function best(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('allowed')) return 'allowed';
  return verdicts.includes('unknown') ? 'unknown' : 'denied';
}
