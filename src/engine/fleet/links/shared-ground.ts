import { type Evidence, noted } from '../evidence.js';
import type { FleetMember } from '../fleet-member.js';
import { isPrivateOnly } from '../routes/families.js';

/** Signs that two clusters stand on one network; each only makes a way plausible. */
export function sharedGround(from: FleetMember, to: FleetMember): Evidence[] {
  const signs: Evidence[] = [];
  const [account, region] = [shared(accounts(from), accounts(to)), shared(regions(from), regions(to))];
  if (account !== undefined) signs.push(noted(to.name, `nodes of both clusters are at ${account}`));
  if (region !== undefined) signs.push(noted(to.name, `nodes of both clusters are in region ${region}`));
  const [a, b] = [from.facts.nodes.all, to.facts.nodes.all];
  if (!a.isEmpty && !b.isEmpty && isPrivateOnly(a) && isPrivateOnly(b))
    signs.push(noted(to.name, 'nodes of both clusters have private addresses'));
  return signs;
}

/** Provider and account or project of nodes, e.g. `gce://project`; the node's own name is cut off. */
function accounts({ model }: FleetMember): string[] {
  return model.nodes.flatMap(({ providerID }) => {
    const match = /^(?<provider>[a-z]+):\/{2,3}(?<rest>.+)$/.exec(providerID);
    if (match?.groups === undefined) return [];
    const { provider = '', rest = '' } = match.groups;
    const parts = rest.split('/').filter((part) => part !== '');
    return parts.length < 2 ? [] : [`${provider}://${parts.slice(0, provider === 'azure' ? 4 : 1).join('/')}`];
  });
}

function regions({ model }: FleetMember): string[] {
  return model.nodes.flatMap(({ labels }) => labels.get('topology.kubernetes.io/region') ?? []);
}

function shared(a: readonly string[], b: readonly string[]): string | undefined {
  const others = new Set(b);
  return [...a].sort().find((value) => others.has(value));
}
