import type { EndpointFinder, Endpoint } from '../../endpoints/endpoint-finder.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import { FAMILIES, type IpAddress, parseIp } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { Peer } from '../policy.js';
import type { Captures } from './capture.js';
import { portsOf } from './inbound-ports.js';
import type { Identity } from './match-text.js';
import type { MeshConfig } from './mesh-config.js';
import { namespacesAsked } from './namespaces-asked.js';
import { type Claimed, type SourceAtom, addressesMeet, identityMeetsAll } from './source-atoms.js';
import { type Certainty, allOf } from '../three-valued.js';

/** How a destination learns who calls it, on some of its ports. */
export interface Reception {
  /** `mtls`: proxies prove who they are. `none`: nobody can. `unknown`: perhaps. */
  readonly identity: 'mtls' | 'none' | 'unknown';
  /** The destination port, where some source keeps that port from its own proxy; null for all other ports. */
  readonly excluded: number | null;
  /** A waypoint that may stand in between and then speaks with its own identity; null when nobody knows which. */
  readonly waypoint?: Identity | null;
}

const ANYONE: readonly Peer[] = [{ kind: 'anyone', certain: true }];
const EVERYWHERE = IpSet.of(FAMILIES.map(wholeFamily));
const OUTBOUND = 'traffic.sidecar.istio.io/';
/** More exclusions than this are not told apart by port. */
const MAX_EXCLUDED = 16;

/** Finds everyone who meets requirements on the far end: pods, nodes and addresses outside the cluster. */
export class Sources {
  readonly #peers = new Map<string, readonly Peer[]>();
  readonly #claimed = new Map<string, readonly Claimed[]>();
  readonly #addresses = new Map<number, readonly (readonly IpAddress[])[]>();
  /** Destination ports that some pod keeps from its proxy, ascending; empty when there are too many. */
  readonly excludedPorts: readonly number[];

  /**
   * @param machines addresses outside the cluster of workloads that belong to the mesh
   */
  constructor(
    private readonly endpoints: EndpointFinder,
    private readonly captures: Captures,
    private readonly mesh: MeshConfig,
    private readonly machines: IpSet,
    exclusions: Iterable<string>,
    /** Are pods without a known address inside a block? Unknown, unless an option decides. */
    private readonly unplaced?: boolean,
  ) {
    const all = [...new Set([...exclusions].flatMap((text) => portsOf(text)))].sort((a, b) => a - b);
    this.excludedPorts = all.length > MAX_EXCLUDED ? [] : all;
  }

  /** The peers that meet all requirements; equal questions share one answer. */
  meeting(atoms: readonly SourceAtom[], reception: Reception): readonly Peer[] {
    if (atoms.length === 0) return ANYONE;
    const text = `istio ${receptionText(reception)} ${atoms.map(atomText).sort().join(' ')}`;
    let peers = this.#peers.get(text);
    if (peers === undefined) {
      const groups = this.#groups(text, atoms, reception);
      peers = [
        ...(groups.possible.length > 0 ? [{ kind: 'groups', groups, certain: true } as const] : []),
        ...this.#outside(atoms, reception),
      ];
      this.#peers.set(text, peers);
    }
    return peers;
  }

  /** Where only some namespaces can match, only those are looked at: meshes hold thousands of exact principals. */
  #groups(text: string, atoms: readonly SourceAtom[], reception: Reception): MatchedGroups {
    const test = (endpoint: Endpoint): Certainty => this.#meets(endpoint, atoms, reception);
    const spaces = reception.waypoint === undefined ? namespacesAsked(atoms) : null;
    if (spaces === null) return this.endpoints.where(text, test, { nodes: true });
    return united(
      [...spaces].map((namespace) => this.endpoints.where(`${namespace} ${text}`, test, { nodes: true, namespace })),
    );
  }

  #meets(endpoint: Endpoint, atoms: readonly SourceAtom[], reception: Reception): Certainty {
    const claims = this.#claims(endpoint, reception);
    const proven = agreed(claims.map((claimed) => identityMeetsAll(atoms, claimed, this.mesh)));
    if (proven === false) return false;
    return allOf(proven, ...atoms.map((atom) => addressesMeet(atom, this.#addressesOf(endpoint), this.unplaced)));
  }

  /** Everyone the endpoint may seem to be at the destination. */
  #claims(endpoint: Endpoint, { identity, excluded, waypoint }: Reception): readonly Claimed[] {
    if (identity === 'none') return [null];
    const own = this.#ownClaims(endpoint, excluded);
    const claims = identity === 'unknown' && !own.includes(null) ? [...own, null] : own;
    if (waypoint === undefined || (claims.length === 1 && claims[0] === null)) return claims;
    return [...claims, waypoint ?? 'somebody'];
  }

  #ownClaims(endpoint: Endpoint, excluded: number | null): readonly Claimed[] {
    const key = `${String(endpoint.id)} ${String(excluded)}`;
    let claims = this.#claimed.get(key);
    if (claims === undefined) this.#claimed.set(key, (claims = this.#findClaims(endpoint, excluded)));
    return claims;
  }

  #findClaims(endpoint: Endpoint, excluded: number | null): readonly Claimed[] {
    const { mode, certain } = this.captures.of(endpoint);
    if (mode === 'none') return [null];
    const { namespace, serviceAccount, annotations } = endpoint.group;
    const self = { namespace, serviceAccount };
    if (mode === 'sidecar') {
      const ports = portsOf(annotations[`${OUTBOUND}excludeOutboundPorts`]);
      const isHere = excluded !== null && ports.includes(excluded);
      if (isHere) return [null];
      if (ports.length > 0 && this.excludedPorts.length === 0) return [self, null];
      if (leavesProxy(annotations)) return [self, null];
    }
    return certain ? [self] : [self, null];
  }

  /** Addresses outside the cluster have no identity, unless they belong to a machine of the mesh. */
  #outside(atoms: readonly SourceAtom[], { identity }: Reception): Peer[] {
    const { set, certain } = addressesOf(atoms);
    const anonymous = identityMeetsAll(atoms, null, this.mesh);
    const machine =
      identity === 'none' ? anonymous : agreed([anonymous, identityMeetsAll(atoms, 'somebody', this.mesh)]);
    const peers: Peer[] = [];
    const add = (part: IpSet, answer: Certainty): void => {
      if (answer !== false && !part.isEmpty)
        peers.push({ kind: 'outside', set: part, certain: certain && answer === true });
    };
    add(set.subtract(this.machines), anonymous);
    add(set.intersect(this.machines), machine);
    return peers;
  }

  #addressesOf({ id, group }: Endpoint): readonly (readonly IpAddress[])[] {
    let addresses = this.#addresses.get(id);
    if (addresses === undefined) {
      addresses = group.members.map(({ ips }) => ips.flatMap((ip) => parseIp(ip) ?? []));
      this.#addresses.set(id, addresses);
    }
    return addresses;
  }
}

/** Groups that any of several searches found. */
function united(parts: readonly MatchedGroups[]): MatchedGroups {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const all = (pick: (part: MatchedGroups) => Int32Array): Int32Array =>
    Int32Array.from(parts.flatMap((part) => [...pick(part)])).sort();
  const certain = all((part) => part.certain);
  const isSure = parts.every((part) => part.certain === part.possible);
  return { certain, possible: isSure ? certain : all((part) => part.possible) };
}

/** What holds whichever of the cases is real: unknown where they differ. There is at least one case. */
function agreed([first, ...rest]: readonly Certainty[]): Certainty {
  return rest.every((value) => value === first) ? first : undefined;
}

/** Does a sidecar let its pod send some traffic past it, by address? */
function leavesProxy(annotations: Readonly<Record<string, string>>): boolean {
  const excluded = annotations[`${OUTBOUND}excludeOutboundIPRanges`] ?? '';
  const included = annotations[`${OUTBOUND}includeOutboundIPRanges`] ?? '*';
  return excluded !== '' || included !== '*' || annotations['sidecar.istio.io/interceptionMode'] === 'NONE';
}

/** The addresses all requirements leave; not certain when a block could not be read. */
function addressesOf(atoms: readonly SourceAtom[]): { readonly set: IpSet; readonly certain: boolean } {
  let set = EVERYWHERE;
  let certain = true;
  for (const atom of atoms) {
    if (atom.field !== 'address') continue;
    if (atom.set === null) certain = false;
    else set = atom.negated ? set.subtract(atom.set) : set.intersect(atom.set);
  }
  return { set, certain };
}

function receptionText({ identity, excluded, waypoint }: Reception): string {
  const between =
    waypoint === undefined ? '' : waypoint === null ? '?' : `${waypoint.namespace}/${waypoint.serviceAccount}`;
  return `${identity} ${String(excluded)} ${between}`;
}

function atomText(atom: SourceAtom): string {
  const values = atom.field === 'address' ? atom.text : [...atom.values].sort().join(' ');
  const own = atom.field === 'serviceAccount' ? atom.own : '';
  return JSON.stringify([atom.field, atom.negated, values, own]);
}
