import type { Tunnel } from '../dialects/dialect.js';
import type { Direction } from '../dialects/policy.js';
import type { MatchedGroups } from '../endpoints/pod-selection.js';

/** A tunnel as one subject sees it. */
export interface AppliedTunnel {
  /** Id of the tunnel. */
  readonly id: number;
  readonly port: number;
  /** False when the subject perhaps does not use it. */
  readonly certain: boolean;
  /** Who is at its other end. */
  readonly far: MatchedGroups;
  readonly carries: Tunnel['carries'];
}

const NO_TUNNELS: readonly AppliedTunnel[] = [];

/** The tunnels of a cluster, by the groups at their ends. */
export class TunnelTable {
  readonly #byGroup: Readonly<Record<Direction, ReadonlyMap<number, readonly AppliedTunnel[]>>>;

  constructor(private readonly tunnels: readonly Tunnel[]) {
    this.#byGroup = { ingress: this.#index('ingress'), egress: this.#index('egress') };
  }

  /** Sets of groups that no class may cut. */
  sets(): readonly MatchedGroups[] {
    return this.tunnels.flatMap(({ sources, destinations }) => [sources, destinations]);
  }

  /** The tunnels a group sends into (egress), or receives from. */
  of(group: number, direction: Direction): readonly AppliedTunnel[] {
    return this.#byGroup[direction].get(group) ?? NO_TUNNELS;
  }

  #index(direction: Direction): ReadonlyMap<number, readonly AppliedTunnel[]> {
    const byGroup = new Map<number, readonly AppliedTunnel[]>();
    for (const [id, { port, sources, destinations, carries }] of this.tunnels.entries()) {
      const [own, far] = direction === 'egress' ? [sources, destinations] : [destinations, sources];
      const sure = { id, port, certain: true, far, carries };
      const perhaps = { ...sure, certain: false };
      const certain = new Set(own.certain);
      for (const group of own.possible) {
        byGroup.set(group, [...(byGroup.get(group) ?? []), certain.has(group) ? sure : perhaps]);
      }
    }
    return byGroup;
  }
}

/** The tunnels as text, to tell subjects apart. */
export function tunnelsText(tunnels: readonly AppliedTunnel[]): string {
  return tunnels.map(({ id, certain }) => `${String(id)}${certain ? '' : '?'}`).join(',');
}
