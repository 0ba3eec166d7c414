import type { NetworkModel } from '../../model/network-model.js';
import { byText } from '../../model/json-value.js';
import type { RawObject } from '../../model/raw-object.js';
import { noted, seen } from '../evidence.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link } from '../link.js';
import type { LinkDetector } from '../link-detector.js';
import { remember } from './per-model.js';

const CLOUD_ROLES = [
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
  'azure.workload.identity/client-id',
];
/** Every cluster has them, so that having them says nothing. */
const EVERYWHERE = /^(?:kube-|default$)/;
const SHOWN = 20;

/**
 * R8: an identity of the first cluster that authorization in the second, or in the cloud, cannot tell from one of the
 * second (semantics 09 §2): one root and trust domain with equal namespaces and service accounts, or one cloud role.
 */
export const sharedIdentities: LinkDetector = {
  technology: 'shared-identities',
  detect(from, to) {
    return [...meshIdentities(from, to), ...cloudRoles(from, to)];
  },
};

function meshIdentities(from: FleetMember, to: FleetMember): Link[] {
  const meshes = [
    { mesh: 'istio', a: from.facts.names.istio, b: to.facts.names.istio },
    { mesh: 'linkerd', a: from.facts.names.linkerd, b: to.facts.names.linkerd },
  ] as const;
  return meshes.flatMap(({ mesh, a, b }): Link[] => {
    const isOneRoot = a.root !== undefined && a.root === b.root;
    const isOneDomain = a.trustDomain !== undefined && a.trustDomain === b.trustDomain;
    if (a.root !== undefined && b.root !== undefined && !isOneRoot) return [];
    if (!isOneRoot && !isOneDomain) return [];
    const own = accountsOf(to.model);
    const equal = [...accountsOf(from.model)].filter((account) => own.has(account)).sort(byText);
    if (equal.length === 0) return [];
    return [
      {
        ...base(from, to),
        subject: `${mesh} ${isOneDomain ? a.trustDomain : 'root of trust'}`,
        premise: isOneRoot && isOneDomain ? 'proven' : 'possible',
        strength: isOneRoot && isOneDomain ? 'both-sides' : 'plausible',
        because: isOneRoot && isOneDomain ? [] : ['root certificate or trust domain is not known on both sides'],
        evidence: equal
          .slice(0, SHOWN)
          .map((account) => noted(to.name, `service account ${account} exists in both clusters`)),
      },
    ];
  });
}

function cloudRoles(from: FleetMember, to: FleetMember): Link[] {
  const [here, there] = [rolesOf(from.model), rolesOf(to.model)];
  return [...here].flatMap(([role, a]): Link[] => {
    const b = there.get(role);
    return b === undefined
      ? []
      : [
          {
            ...base(from, to),
            subject: role,
            premise: 'proven',
            strength: 'both-sides',
            because: [],
            evidence: [seen(from.name, a, `has the role ${role}`), seen(to.name, b, `has the role ${role}`)],
          },
        ];
  });
}

function base({ name: from }: FleetMember, { name: to }: FleetMember) {
  return { kind: 'R8', technology: 'shared-identities', from, to, route: null } as const;
}

const accountsOf = remember(
  (model: NetworkModel): ReadonlySet<string> =>
    new Set(
      model.groups
        .filter(({ namespace, serviceAccount }) => serviceAccount !== '' && !EVERYWHERE.test(namespace))
        .map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`),
    ),
);

const rolesOf = remember((model: NetworkModel): ReadonlyMap<string, RawObject> => {
  const roles = objectsOf(model, 'core/ServiceAccount').flatMap((account) =>
    CLOUD_ROLES.flatMap((key): [string, RawObject][] => {
      const role = account.metadata.annotations?.[key];
      return role === undefined ? [] : [[role, account]];
    }),
  );
  return new Map(roles.sort(([a], [b]) => byText(a, b)));
});
