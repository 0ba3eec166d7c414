/**
 * A slow second opinion on egress firewalls: one packet at a time in one possible world, straight from the text of
 * semantics 07 §4.
 */
export interface OracleRule {
  readonly type: 'Allow' | 'Deny' | 'Maybe';
  readonly to:
    { readonly cidr: string } | { readonly dnsName: string } | { readonly role: string } | { readonly broken: true };
  readonly ports: readonly { readonly protocol: string; readonly port: number | null }[] | null;
}

export interface OracleFirewall {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly OracleRule[];
}

export interface OracleNode {
  readonly name: string;
  readonly ip: string;
  readonly role: string;
}

export interface FirewallWorld {
  /** Which rules with a name stand for the address asked about. */
  readonly resolves: boolean;
  /** What a rule nobody can read does: nothing, allow or deny. */
  readonly unreadable: 'nothing' | 'Allow' | 'Deny';
}

export interface FirewallPacket {
  readonly protocol: string;
  readonly port: number;
  readonly ip: string;
}

/** May a pod of the namespace send the packet to an address outside the cluster? */
export function firewallLetsOut(
  firewalls: readonly OracleFirewall[],
  nodes: readonly OracleNode[],
  namespace: string,
  packet: FirewallPacket,
  world: FirewallWorld,
): boolean {
  const own = firewalls.find((firewall) => firewall.namespace === namespace && firewall.name === 'default');
  for (const { type, to, ports } of own?.rules ?? []) {
    const isUnread = type === 'Maybe';
    if (isUnread && world.unreadable === 'nothing') continue;
    const reaches = isUnread || pointsAt(to, nodes, packet.ip, world);
    const carries = isUnread || ports === null || ports.some(({ protocol, port }) => protocol === packet.protocol && (port === null || port === packet.port));
    if (reaches && carries) return (isUnread ? world.unreadable : type) === 'Allow';
  }
  return true;
} // prettier-ignore

function pointsAt(to: OracleRule['to'], nodes: readonly OracleNode[], ip: string, world: FirewallWorld): boolean {
  if ('cidr' in to) return isInside(ip, to.cidr);
  if ('dnsName' in to || 'broken' in to) return world.resolves;
  return nodes.some((node) => node.role === to.role && node.ip === ip);
}

function isInside(ip: string, cidr: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(ip) / size) === Math.floor(number(base) / size);
}
