import type { ServiceModel } from '../../model/network-model.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link } from '../link.js';
import type { IdentityRoute } from '../route.js';

const GLOBAL = ['service.cilium.io/global', 'io.cilium/global-service'];
const SHARED = ['service.cilium.io/shared', 'io.cilium/shared-service'];

/**
 * Services of one name that both clusters declare global: the address of the one in the first cluster also leads to the
 * pods of the second, unless the second does not share its own (semantics 09 §3.1).
 */
export function globalServices(from: FleetMember, to: FleetMember, mesh: Link, route: IdentityRoute): Link[] {
  const here = new Set(from.model.services.filter(isGlobal).map(nameOf));
  return to.model.services
    .filter((service) => isGlobal(service) && here.has(nameOf(service)))
    .map((service): Link => {
      const isShared = annotated(service, SHARED) !== 'false';
      return {
        ...mesh,
        technology: 'cilium-global-service',
        subject: nameOf(service),
        premise: isShared ? mesh.premise : 'excluded',
        because: isShared
          ? mesh.because
          : [`${to.name} does not share its pods behind ${nameOf(service)} (service.cilium.io/shared is false)`],
        evidence: [
          { cluster: from.name, object: service.ref, text: 'is global' },
          {
            cluster: to.name,
            object: service.ref,
            text: isShared ? 'is global and shared' : 'is global, but not shared',
          },
        ],
        route: { ...route, targets: service.ports.flatMap(({ targets }) => targets) },
      };
    });
}

function isGlobal(service: ServiceModel): boolean {
  return annotated(service, GLOBAL) === 'true';
}

function annotated({ annotations }: ServiceModel, keys: readonly string[]): string | undefined {
  return keys.map((key) => annotations.get(key)).find((value) => value !== undefined);
}

function nameOf({ namespace, name }: ServiceModel): string {
  return `${namespace}/${name}`;
}
