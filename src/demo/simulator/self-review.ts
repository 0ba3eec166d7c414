import { READER, type Access } from './access.js';
import type { ServedResource } from './served-resource.js';

interface AccessReview {
  readonly spec?: {
    readonly resourceAttributes?: { readonly verb?: string; readonly group?: string; readonly resource?: string };
    readonly nonResourceAttributes?: { readonly verb?: string };
  };
}

/** Answers a SelfSubjectAccessReview: may I do this? */
export function reviewAccess(access: Access, body: unknown): object {
  const spec = (body as AccessReview | null)?.spec ?? {};
  const { verb = '', group = '', resource = '' } = spec.resourceAttributes ?? {};
  const allowed =
    spec.resourceAttributes === undefined
      ? spec.nonResourceAttributes?.verb === 'get'
      : access.allows(verb, group, resource);
  const status = { allowed, ...(allowed ? { reason: `RBAC: allowed by ClusterRoleBinding to "${READER}"` } : {}) };
  return { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec, status };
}

/** Answers a SelfSubjectRulesReview: what may I do? */
export function reviewRules(access: Access, body: unknown, resources: readonly ServedResource[]): object {
  const spec = (body as { spec?: object } | null)?.spec ?? {};
  const status = {
    resourceRules: access.rules(resources),
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/api', '/apis', '/version', '/healthz'] }],
    incomplete: false,
  };
  return { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec, status };
}
