import type { Direction, Peer, Policy, PortClause, Rule } from '#src/engine/dialects/policy.js';
import { DIRECTIONS } from '#src/engine/dialects/policy.js';
import { MAX_PORT, MIN_PORT } from '#src/engine/sets/protocol.js';
import { wholeFamily } from '#src/engine/sets/ip-range.js';
import { IpSet } from '#src/engine/sets/ip-set.js';

/** A rule that lets everybody (of the cluster, or of the world) through. */
export interface WideRule {
  readonly direction: Direction;
  readonly index: number;
  /** Who is let through, in words. */
  readonly who: string;
  /** Path of the rule in the manifest. */
  readonly path: string;
  /** True when the rule is not limited to some ports. */
  readonly everyPort: boolean;
  readonly ports: readonly PortClause[];
}

/** The rules of a policy that allow everyone, every pod of the cluster, or a whole address family. */
export function wideRules(policy: Policy): WideRule[] {
  return DIRECTIONS.flatMap((direction) =>
    (policy[direction] ?? []).flatMap((rule): WideRule[] => {
      const who = rule.effect === 'allow' ? widest(rule) : undefined;
      if (who === undefined) return [];
      const path = `spec.${direction}[${String(rule.index)}]`;
      return [{ direction, index: rule.index, who, path, everyPort: coversEveryPort(rule.ports), ports: rule.ports }];
    }),
  );
}

function widest({ peers }: Rule): string | undefined {
  for (const peer of peers) {
    const who = peer.certain ? whoIs(peer) : undefined;
    if (who !== undefined) return who;
  }
  return undefined;
}

function whoIs(peer: Peer): string | undefined {
  switch (peer.kind) {
    case 'anyone':
      return 'everyone inside and outside the cluster';
    case 'pods': {
      const { namespaces, pods } = peer.selection;
      const everywhere = namespaces.kind === 'matching' && namespaces.selector.matchesEverything;
      return everywhere && pods.matchesEverything ? 'every pod of every namespace' : undefined;
    }
    case 'addresses': {
      const family = ([4, 6] as const).find((one) => IpSet.of([wholeFamily(one)]).subtract(peer.set).isEmpty);
      return family === undefined ? undefined : `every IPv${String(family)} address`;
    }
    case 'groups':
    case 'outside':
      return undefined;
  }
}

/** Does the rule open all of TCP? Other protocols alone do not make a rule narrow. */
function coversEveryPort(ports: readonly PortClause[]): boolean {
  return ports.some(
    (clause) => clause.kind === 'span' && clause.lane === 'TCP' && clause.lo === MIN_PORT && clause.hi === MAX_PORT,
  );
}

/** Is the rule limited to name resolution? Pinning that to the resolver is another control. */
export function isDnsOnly({ direction, ports }: WideRule): boolean {
  return (
    direction === 'egress' &&
    ports.every((clause) =>
      clause.kind === 'span' ? clause.lo === 53 && clause.hi === 53 : clause.name.startsWith('dns'),
    )
  );
}
