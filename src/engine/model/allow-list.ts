import { boundedCopy, TOO_DEEP } from './bounded-copy.js';
import { asList, asText, member, memberAt } from './json-value.js';
import { prunedSpec } from './network-policy-fields.js';
import { type KnownKind, KNOWN_KINDS, looksLikePolicy, movedKind } from './known-kinds.js';
import { readPolicyIntent } from './policy-intent.js';
import { projectNode } from './project-cluster.js';
import { projectConfigMap } from './project-config-map.js';
import {
  projectAddresses,
  projectEndpoints,
  projectEndpointSlice,
  projectRoute,
  projectService,
} from './project-entry.js';
import { EXTENSION_PROJECTIONS } from './project-extension.js';
import { projectMetadata } from './project-metadata.js';
import { projectSecret } from './project-secret.js';
import { projectController, projectPod, type ProjectedBody } from './project-workload.js';
import { kindKey, type RawObject } from './raw-object.js';

type Projection = (object: unknown) => ProjectedBody | typeof TOO_DEEP;

/** Header values and redirect targets may be credentials; they never change who is reachable. */
const ROUTE_SECRETS: ReadonlySet<string> = new Set([
  'filters',
  'headers',
  'corsPolicy',
  'requestHeadersPolicy',
  'responseHeadersPolicy',
  'cookieRewritePolicies',
  'authPolicy',
]);
const NOTHING: Projection = () => ({});

const BY_KIND: ReadonlyMap<string, Projection> = new Map<string, Projection>([
  ...EXTENSION_PROJECTIONS,
  ['core/Pod', projectPod],
  ['core/Namespace', NOTHING],
  ['core/Node', projectNode],
  ['core/ConfigMap', projectConfigMap],
  ['core/Secret', projectSecret],
  ['core/Service', projectService],
  ['core/Endpoints', projectEndpoints],
  ['discovery.k8s.io/EndpointSlice', projectEndpointSlice],
  ['networking.k8s.io/NetworkPolicy', projectNetworkPolicy],
  ['route.openshift.io/Route', projectRoute],
  ['kubevirt.io/VirtualMachineInstance', NOTHING],
  ['rbac.authorization.k8s.io/Role', projectAccess],
  ['rbac.authorization.k8s.io/ClusterRole', projectAccess],
  ['rbac.authorization.k8s.io/RoleBinding', projectAccess],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', projectAccess],
]);

/**
 * The one door for objects into Fenceline: identity plus the fields that matter for segmentation, by allow-list.
 * Environment, commands, volumes, secrets, managed fields and other annotations never pass, and neither does anything
 * of a kind nobody knows except its identity.
 * Undefined when the value is not an identifiable Kubernetes object or is nested too deeply to be one.
 */
export function projectObject(object: unknown): RawObject | undefined {
  const apiVersion = asText(member(object, 'apiVersion'));
  const kind = asText(member(object, 'kind'));
  const metadata = projectMetadata(member(object, 'metadata'));
  if (apiVersion === undefined || kind === undefined || metadata === undefined) return undefined;
  if (apiVersion.length > 253 || kind.length > 253) return undefined;
  const body = projectionFor(apiVersion, kind)(object);
  if (body === TOO_DEEP) return undefined;
  const born = isPolicy(apiVersion, kind) ? asText(memberAt(object, 'metadata', 'creationTimestamp')) : undefined;
  const dated = born === undefined ? metadata : { ...metadata, creationTimestamp: born.slice(0, 40) };
  return { apiVersion, kind, metadata: dated, ...body };
}

function isPolicy(apiVersion: string, kind: string): boolean {
  return KNOWN_KINDS.get(kindKey(apiVersion, kind))?.role === 'policy';
}

function projectionFor(apiVersion: string, kind: string): Projection {
  const key = kindKey(apiVersion, kind);
  const known = KNOWN_KINDS.get(key) ?? movedKind(key);
  const special = known === undefined ? undefined : BY_KIND.get(`${known.group}/${known.kind}`);
  if (special !== undefined) return special;
  return known === undefined ? (looksLikePolicy(kind) ? projectSpec : NOTHING) : projectionByRole(known);
}

function projectionByRole(known: KnownKind): Projection {
  switch (known.role) {
    case 'workload':
      return projectController;
    case 'policy':
      return projectPolicy;
    case 'entry':
      return projectEntry;
    case 'cluster':
      return projectSpec;
    case 'other':
      return NOTHING;
  }
}

function projectSpec(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const spec = member(object, 'spec');
  if (spec === undefined) return {};
  const copy = boundedCopy(spec);
  return copy === TOO_DEEP ? TOO_DEEP : { spec: copy };
}

function projectPolicy(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const body = projectSpec(object);
  if (body === TOO_DEEP) return TOO_DEEP;
  // Cilium also accepts a list of specs.
  const specs = member(object, 'specs');
  const copies = specs === undefined ? undefined : boundedCopy(specs);
  if (copies === TOO_DEEP) return TOO_DEEP;
  return { ...body, ...(copies === undefined ? {} : { specs: copies }) };
}

/** A NetworkPolicy as the API server stores it, with the names of the fields it drops. */
function projectNetworkPolicy(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const body = projectSpec(object);
  if (body === TOO_DEEP) return TOO_DEEP;
  const intent = readPolicyIntent(object);
  const spec = 'spec' in body ? { spec: prunedSpec(body['spec']) } : {};
  return { ...spec, ...(intent === undefined ? {} : { intent }) };
}

function projectEntry(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const spec = boundedCopy(member(object, 'spec') ?? {}, ROUTE_SECRETS);
  if (spec === TOO_DEEP) return TOO_DEEP;
  const addresses = asList(memberAt(object, 'status', 'addresses')).map((item) => ({
    type: asText(member(item, 'type')) ?? '',
    value: asText(member(item, 'value')) ?? '',
  }));
  const balancer = projectAddresses(memberAt(object, 'status', 'loadBalancer'));
  const status = {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(asList(balancer['ingress']).length === 0 ? {} : { loadBalancer: balancer }),
  };
  return { spec, ...(Object.keys(status).length === 0 ? {} : { status }) };
}

function projectAccess(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const body: Record<string, unknown> = {};
  for (const field of ['rules', 'roleRef', 'subjects']) {
    const copy = boundedCopy(member(object, field) ?? null);
    if (copy === TOO_DEEP) return TOO_DEEP;
    if (copy !== null) body[field] = copy;
  }
  return body;
}
