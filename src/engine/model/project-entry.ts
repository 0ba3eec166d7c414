import { boundedCopy, TOO_DEEP } from './bounded-copy.js';
import { asList, asText, asTextList, member, memberAt } from './json-value.js';
import type { ProjectedBody } from './project-workload.js';

const SERVICE_FIELDS = [
  'type', 'selector', 'ports', 'clusterIP', 'clusterIPs', 'externalName', 'externalIPs', 'externalTrafficPolicy',
  'internalTrafficPolicy', 'loadBalancerIP', 'loadBalancerClass', 'loadBalancerSourceRanges', 'ipFamilies',
  'allocateLoadBalancerNodePorts', 'healthCheckNodePort', 'publishNotReadyAddresses',
]; // prettier-ignore

/** A Service: how it is reached and which pods stand behind it. */
export function projectService(object: unknown): ProjectedBody {
  const spec: Record<string, unknown> = {};
  for (const field of SERVICE_FIELDS) {
    const value = boundedCopy(memberAt(object, 'spec', field) ?? null);
    if (value !== null && value !== TOO_DEEP) spec[field] = value;
  }
  return { spec, status: { loadBalancer: projectAddresses(memberAt(object, 'status', 'loadBalancer')) } };
}

/** Addresses a load balancer was given. */
export function projectAddresses(loadBalancer: unknown): Record<string, unknown> {
  return {
    ingress: asList(member(loadBalancer, 'ingress')).map((item) => {
      const ip = asText(member(item, 'ip'));
      const hostname = asText(member(item, 'hostname'));
      const ipMode = asText(member(item, 'ipMode'));
      return {
        ...(ip === undefined ? {} : { ip }),
        ...(hostname === undefined ? {} : { hostname }),
        ...(ipMode === undefined ? {} : { ipMode }),
      };
    }),
  };
}

/** An EndpointSlice: addresses, the pods they belong to, and ports. */
export function projectEndpointSlice(object: unknown): ProjectedBody {
  return {
    addressType: asText(member(object, 'addressType')) ?? 'IPv4',
    endpoints: asList(member(object, 'endpoints')).map((endpoint) => ({
      addresses: asTextList(member(endpoint, 'addresses')),
      ...targetRef(member(endpoint, 'targetRef')),
    })),
    ports: asList(member(object, 'ports')).map(projectPort),
  };
}

/** A v1 Endpoints object, the older form of EndpointSlices. */
export function projectEndpoints(object: unknown): ProjectedBody {
  return {
    subsets: asList(member(object, 'subsets')).map((subset) => ({
      addresses: [...asList(member(subset, 'addresses')), ...asList(member(subset, 'notReadyAddresses'))].map(
        (item) => ({
          ip: asText(member(item, 'ip')) ?? '',
          ...targetRef(member(item, 'targetRef')),
        }),
      ),
      ports: asList(member(subset, 'ports')).map(projectPort),
    })),
  };
}

function targetRef(value: unknown): { targetRef?: { kind: string; name: string } } {
  const kind = asText(member(value, 'kind'));
  const name = asText(member(value, 'name'));
  return kind === undefined || name === undefined ? {} : { targetRef: { kind, name } };
}

function projectPort(port: unknown): Record<string, unknown> {
  const projected: Record<string, unknown> = {};
  for (const field of ['name', 'port', 'protocol']) {
    const value = member(port, field);
    if (typeof value === 'string' || typeof value === 'number') projected[field] = value;
  }
  return projected;
}

/** An OpenShift Route: host, target service and TLS mode; the key and certificates inside it are secrets and are dropped. */
export function projectRoute(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const spec = boundedCopy(member(object, 'spec') ?? {}, new Set(['tls']));
  if (spec === TOO_DEEP) return TOO_DEEP;
  const termination = asText(memberAt(object, 'spec', 'tls', 'termination'));
  return { spec: { ...(spec as object), ...(termination === undefined ? {} : { tls: { termination } }) } };
}
