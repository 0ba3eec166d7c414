import { groupBy } from '../../isolation/group-by.js';
import type { EntryPoint, NetworkModel } from '../../model/network-model.js';
import { byText } from '../../model/json-value.js';
import { kindKey } from '../../model/raw-object.js';
import type { IpSet } from '../../sets/ip-set.js';
import type { Evidence } from '../evidence.js';
import { publishedOf, type Published } from '../facts/door-addresses.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link, LinkKind, Premise } from '../link.js';
import type { LinkDetector } from '../link-detector.js';
import { isPrivateOnly } from '../routes/families.js';
import type { Door } from '../route.js';
import { addressSet } from './gateway-addresses.js';

/** A door with what is known about getting to it. */
interface FoundDoor {
  readonly door: Door;
  readonly isPublic: boolean;
  /** A status says that the door has an address. */
  readonly isServed: boolean;
  readonly evidence: Evidence;
}

const KIND: Readonly<Record<EntryPoint['type'], LinkKind>> = {
  'load-balancer': 'R3',
  ingress: 'R3',
  gateway: 'R3',
  'external-ip': 'R3',
  'node-port': 'R2',
  'host-port': 'R2',
};

/** Objects shown as evidence of one link. */
const SHOWN = 20;

/** R2 and R3: doors that the destination cluster opens to whoever gets to them (semantics 09 §2). */
export const doors: LinkDetector = {
  technology: 'doors',
  detect(from, to) {
    const found = to.model.entryPoints.filter(({ targets }) => targets.length > 0).map((entry) => findDoor(to, entry));
    const links = groupBy(found, ({ door, isPublic }) => `${door.entry.type} ${isPublic ? 'public' : 'internal'}`);
    return [...links.entries()].sort(([a], [b]) => byText(a, b)).flatMap(([, list]) => linkOf(from, to, list));
  },
};

function linkOf(from: FleetMember, to: FleetMember, found: readonly FoundDoor[]): Link[] {
  // A served door proves its own premise; one link must not lend the proof to doors without an address.
  const byPremise = groupBy(found, ({ isPublic, isServed, door }) => premiseOf(door.entry, isPublic, isServed));
  return [...byPremise.entries()]
    .sort(([a], [b]) => byText(b, a))
    .flatMap(([premise, list]): Link[] => {
      const [first] = list;
      if (first === undefined) return [];
      const { type } = first.door.entry;
      return [
        {
          kind: KIND[type],
          technology: type,
          subject: `${first.isPublic ? 'public' : 'internal'}${premise === 'proven' ? '' : ', address not certain'}`,
          from: from.name,
          to: to.name,
          premise,
          strength: premise === 'proven' ? 'connected' : 'plausible',
          because: premise === 'proven' ? [] : [doubtAbout(type, first.isPublic)],
          evidence: list.slice(0, SHOWN).map(({ evidence }) => evidence),
          route: {
            kind: 'doors',
            doors: list.map(({ door }) => door),
            clients: first.isPublic ? 'internet' : 'cluster',
          },
        },
      ];
    });
}

function premiseOf({ type }: EntryPoint, isPublic: boolean, isServed: boolean): Premise {
  const isBalanced = type === 'load-balancer' || type === 'ingress' || type === 'gateway';
  return isBalanced && isPublic && isServed ? 'proven' : 'possible';
}

function doubtAbout(type: EntryPoint['type'], isPublic: boolean): string {
  if (KIND[type] === 'R2')
    return 'whether the clusters share a network, and what firewalls of nodes do, is not in the API';
  return isPublic
    ? 'no status shows that the door has an address'
    : 'the door has an internal address: whether the clusters share a network is not in the API';
}

function findDoor(to: FleetMember, entry: EntryPoint): FoundDoor {
  const { facts, name } = to;
  const described = (text: string): Evidence => ({ cluster: name, object: entry.source, text });
  const at = (addresses: IpSet | null, isPublic: boolean, isServed: boolean, text: string): FoundDoor => ({
    door: { entry, addresses: addresses?.isEmpty === true ? null : addresses },
    isPublic,
    isServed,
    evidence: described(text),
  });
  const what = `${entry.type} on ${entry.protocol} ${String(entry.port)}`;
  switch (entry.type) {
    case 'node-port':
    case 'host-port':
      return at(facts.nodes.all.union(facts.publicNodes.all), false, false, `${what} of every node`);
    case 'external-ip':
      return at(addressSet(entry.hosts), entry.scope === 'public', false, `${what} at ${entry.hosts.join(', ')}`);
    case 'load-balancer':
    case 'ingress':
    case 'gateway': {
      const published = publishedFor(to, entry);
      const ips = addressSet(published.ips);
      // Of a host name only the scope says who gets there; an address shows it.
      const isServed = !ips.isEmpty || (published.hostnames.length > 0 && entry.scopeDoubt === undefined);
      const isPublic = ips.isEmpty ? entry.scope === 'public' : !isPrivateOnly(ips);
      const where = [...published.ips, ...published.hostnames].join(', ') || 'no address yet';
      return at(published.hostnames.length > 0 ? null : ips, isPublic, isServed, `${what} at ${where}`);
    }
  }
}

/** The addresses of a door: its own status, or that of the balancer in front of the proxy that serves it. */
function publishedFor(to: FleetMember, entry: EntryPoint): Published {
  const { kind, apiVersion, name } = entry.source;
  const own = objectsOf(to.model, kindKey(apiVersion, kind)).find(
    ({ metadata }) => metadata.name === name && (metadata.namespace ?? 'default') === entry.namespace,
  );
  const published = own === undefined ? { ips: [], hostnames: [] } : publishedOf(own);
  if (published.ips.length + published.hostnames.length > 0 || entry.type === 'load-balancer') return published;
  const proxies = new Set(
    entry.proxies ??
      to.exposure.flows.flatMap((flow) => (flow.entry === entry && 'group' in flow.via ? [flow.via.group] : [])),
  );
  return merged(balancersOf(to.model, proxies));
}

/** What load balancers in front of some pods publish. */
function balancersOf(model: NetworkModel, groups: ReadonlySet<number>): Published[] {
  const services = model.services.filter(
    (service) => service.type === 'LoadBalancer' && service.groups.some((group) => groups.has(group)),
  );
  return services.flatMap(({ namespace, name }) => {
    const object = objectsOf(model, 'core/Service').find(
      ({ metadata }) => metadata.name === name && (metadata.namespace ?? 'default') === namespace,
    );
    return object === undefined ? [] : [publishedOf(object)];
  });
}

function merged(list: readonly Published[]): Published {
  return { ips: list.flatMap(({ ips }) => ips), hostnames: list.flatMap(({ hostnames }) => hostnames) };
}
