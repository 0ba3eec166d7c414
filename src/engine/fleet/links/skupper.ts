import { asText, member, memberAt } from '../../model/json-value.js';
import type { EntryTarget } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { type Evidence, seen } from '../evidence.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link } from '../link.js';
import type { LinkDetector } from '../link-detector.js';

/**
 * R4: Skupper carries Services between namespaces through router pods. What a connector of the second cluster offers,
 * a listener of the first with the same routing key receives, whichever side dialled (semantics 09 §3.7).
 */
export const skupper: LinkDetector = {
  technology: 'skupper',
  detect(from, to) {
    const [listeners, connectors] = [
      objectsOf(from.model, 'skupper.io/Listener'),
      objectsOf(to.model, 'skupper.io/Connector'),
    ];
    const dialled = [...linkedSites(from, to), ...linkedSites(to, from)];
    return connectors.flatMap((connector) => {
      const key = keyOf(connector);
      const listener = listeners.find((one) => keyOf(one) === key);
      if (key === undefined || listener === undefined) return [];
      return [linkOf(from, to, key, [listener, connector], dialled)];
    });
  },
};

function linkOf(
  from: FleetMember,
  to: FleetMember,
  key: string,
  [listener, connector]: readonly [RawObject, RawObject],
  dialled: readonly Evidence[],
): Link {
  const near = listener.metadata.namespace ?? 'default';
  const far = connector.metadata.namespace ?? 'default';
  const [entry, gateways] = [routers(from, near), routers(to, far)];
  return {
    kind: 'R4',
    technology: 'skupper',
    subject: key,
    from: from.name,
    to: to.name,
    premise: dialled.length > 0 ? 'proven' : 'possible',
    strength: dialled.length > 0 ? 'connected' : 'both-sides',
    because: dialled.length > 0 ? [] : ['no status shows that the sites are connected'],
    evidence: [seen(from.name, listener, `listens for ${key}`), seen(to.name, connector, `offers ${key}`), ...dialled],
    route: {
      kind: 'gateway',
      entry: { groups: entry },
      gateways,
      meshedOnly: false,
      trust: null,
      targets: targetsOf(to, connector, far),
    },
  };
}

function keyOf({ spec }: RawObject): string | undefined {
  return asText(member(spec, 'routingKey'));
}

/** Links whose status says they reach a site of the other cluster. */
function linkedSites(own: FleetMember, other: FleetMember): Evidence[] {
  const sites = new Set(
    objectsOf(other.model, 'skupper.io/Site').flatMap(({ metadata }) => [metadata.name, metadata.uid]),
  );
  return objectsOf(own.model, 'skupper.io/Link').flatMap((link) => {
    const remote = [asText(memberAt(link.status, 'remoteSiteName')), asText(memberAt(link.status, 'remoteSiteId'))];
    return remote.some((name) => name !== undefined && sites.has(name))
      ? [seen(own.name, link, `is connected to a site of ${other.name}`)]
      : [];
  });
}

function routers({ model }: FleetMember, namespace: string): number[] {
  return model.groups.flatMap((group, id) =>
    group.namespace === namespace && group.owner.name.startsWith('skupper-router') ? [id] : [],
  );
}

/** Pods behind a connector: its selector (`key=value,…`) or the Service it names as host. */
function targetsOf({ model }: FleetMember, { spec }: RawObject, namespace: string): EntryTarget[] {
  const port = Number(member(spec, 'port'));
  const protocol = asText(member(spec, 'type')) === 'udp' ? 'UDP' : 'TCP';
  const selector = asText(member(spec, 'selector'));
  if (selector !== undefined && Number.isInteger(port)) {
    const wanted = selector.split(',').map((pair) => pair.split('='));
    return model.groups.flatMap((group, id): EntryTarget[] =>
      group.namespace === namespace &&
      wanted.every(([key = '', value = '']) => group.labels[key.trim()] === value.trim())
        ? [{ group: id, protocol, port, declared: group.ports.some((one) => one.port === port) }]
        : [],
    );
  }
  const host = asText(member(spec, 'host'))?.split('.')[0];
  return model.services
    .filter((service) => service.namespace === namespace && service.name === host)
    .flatMap((service) => service.ports.flatMap((one) => (one.port === port ? one.targets : [])));
}
