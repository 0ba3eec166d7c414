import { asList, asText, asTextList, byText, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { parseIp } from '../../sets/ip-address.js';
import { seen } from '../evidence.js';
import { objectsOf } from '../facts/read-objects.js';
import type { Link } from '../link.js';
import type { LinkDetector } from '../link-detector.js';
import { remember } from './per-model.js';

/** Names everybody uses tell nothing. */
const COMMON = /(?:^|\.)(?:svc|cluster\.local|localhost|googleapis\.com|amazonaws\.com|azure\.com)$/;

/**
 * R7: both clusters name the same database, bucket or broker outside: an indirect channel between whoever may reach it
 * from either side (semantics 09 §2). Named by ExternalName Services, hand-made endpoints, ServiceEntries and FQDN rules.
 */
export const sharedDependencies: LinkDetector = {
  technology: 'shared-dependency',
  detect(from, to) {
    const [here, there] = [namedOutside(from.model), namedOutside(to.model)];
    return [...here.keys()]
      .filter((host) => there.has(host))
      .sort(byText)
      .flatMap((host): Link[] => {
        const [a, b] = [here.get(host), there.get(host)];
        return a === undefined || b === undefined
          ? []
          : [
              {
                kind: 'R7',
                technology: 'shared-dependency',
                subject: host,
                from: from.name,
                to: to.name,
                premise: 'possible',
                strength: 'both-sides',
                because: ['what the dependency passes on between its clients is not known'],
                evidence: [seen(from.name, a, `names ${host}`), seen(to.name, b, `names ${host}`)],
                route: null,
              },
            ];
      });
  },
};

const namedOutside = remember((model: NetworkModel): ReadonlyMap<string, RawObject> => {
  const found = new Map<string, RawObject>();
  const add = (host: string | undefined, object: RawObject): void => {
    const name = host?.toLowerCase().replace(/\.$/, '') ?? '';
    if (name !== '' && !COMMON.test(name) && !name.startsWith('*') && !found.has(name)) found.set(name, object);
  };
  for (const service of objectsOf(model, 'core/Service')) {
    if (member(service.spec, 'type') === 'ExternalName') add(asText(member(service.spec, 'externalName')), service);
  }
  const selectorless = new Set(
    model.services.filter(({ selector }) => selector === null).map(({ namespace, name }) => `${namespace}\n${name}`),
  );
  for (const endpoints of objectsOf(model, 'core/Endpoints')) {
    const { namespace = 'default', name } = endpoints.metadata;
    if (!selectorless.has(`${namespace}\n${name}`) || name === 'kubernetes') continue;
    for (const subset of asList(member(endpoints, 'subsets')))
      for (const item of asList(member(subset, 'addresses')))
        addAddress(model, asText(member(item, 'ip')), endpoints, add);
  }
  for (const slice of objectsOf(model, 'discovery.k8s.io/EndpointSlice')) {
    const { namespace = 'default', labels = {} } = slice.metadata;
    const service = labels['kubernetes.io/service-name'] ?? '';
    if (!selectorless.has(`${namespace}\n${service}`) || service === 'kubernetes') continue;
    for (const endpoint of asList(member(slice, 'endpoints')))
      for (const ip of asTextList(member(endpoint, 'addresses'))) addAddress(model, ip, slice, add);
  }
  for (const entry of objectsOf(model, 'networking.istio.io/ServiceEntry'))
    for (const host of asTextList(member(entry.spec, 'hosts'))) add(host, entry);
  for (const kind of ['cilium.io/CiliumNetworkPolicy', 'cilium.io/CiliumClusterwideNetworkPolicy'])
    for (const policy of objectsOf(model, kind))
      for (const rule of asList(memberAt(policy.spec, 'egress')))
        for (const name of asList(member(rule, 'toFQDNs'))) add(asText(member(name, 'matchName')), policy);
  return found;
});

/** An address of the cluster's own pods is no dependency outside. */
function addAddress(
  model: NetworkModel,
  ip: string | undefined,
  object: RawObject,
  add: (host: string | undefined, object: RawObject) => void,
): void {
  if (ip === undefined || parseIp(ip) === null) return;
  if (!model.groups.some(({ members }) => members.some(({ ips }) => ips.includes(ip)))) add(ip, object);
}
