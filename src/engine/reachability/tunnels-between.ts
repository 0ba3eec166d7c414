import type { Direction } from '../dialects/policy.js';
import type { Compiled } from './compiled.js';
import type { End } from './flow.js';
import type { AppliedTunnel } from './tunnel-table.js';

/** The tunnels a connection between two ends may take; `certain` when both certainly use it. */
export function tunnelsBetween(
  compiled: Compiled,
  direction: Direction,
  group: number,
  far: End,
): readonly { readonly tunnel: AppliedTunnel; readonly certain: boolean }[] {
  if ('ip' in far) return [];
  return compiled.parts.tunnels
    .of(group, direction)
    .filter(({ far: { possible } }) => possible.includes(far.group))
    .map((tunnel) => ({ tunnel, certain: tunnel.certain && tunnel.far.certain.includes(far.group) }));
}
