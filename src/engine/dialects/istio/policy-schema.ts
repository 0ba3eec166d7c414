import { z } from 'zod';

/**
 * The shapes of security.istio.io AuthorizationPolicy and PeerAuthentication, one layer at a time: a part that cannot be
 * read spoils only itself. Unknown fields are refused, because nobody can say what they change.
 */
const texts = z
  .array(z.union([z.string(), z.number().transform(String)]), { error: 'must be a list of texts' })
  .nullish();
const list = z.array(z.unknown(), { error: 'must be a list' }).nullish();

/** WorkloadSelector: labels only, no expressions. */
export const selectorSchema = z.strictObject({ matchLabels: z.record(z.string(), z.string()).nullish() }).nullish();

/** PolicyTargetReference. */
export const targetRefSchema = z.strictObject({
  group: z.string().nullish(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().nullish(),
});

/** AuthorizationPolicy.spec. */
export const authorizationSchema = z.strictObject({
  selector: z.unknown().optional(),
  targetRef: z.unknown().optional(),
  targetRefs: list,
  action: z.enum(['ALLOW', 'DENY', 'CUSTOM', 'AUDIT'], { error: 'must be ALLOW, DENY, CUSTOM or AUDIT' }).nullish(),
  provider: z.strictObject({ name: z.string().nullish() }).nullish(),
  rules: list,
});

/** Rule. */
export const ruleSchema = z.strictObject({
  from: z.array(z.strictObject({ source: z.unknown().optional() }).nullable()).nullish(),
  to: z.array(z.strictObject({ operation: z.unknown().optional() }).nullable()).nullish(),
  when: list,
});

/** Source. */
export const sourceSchema = z.strictObject({
  principals: texts,
  notPrincipals: texts,
  requestPrincipals: texts,
  notRequestPrincipals: texts,
  namespaces: texts,
  notNamespaces: texts,
  serviceAccounts: texts,
  notServiceAccounts: texts,
  trustDomains: texts,
  notTrustDomains: texts,
  ipBlocks: texts,
  notIpBlocks: texts,
  remoteIpBlocks: texts,
  notRemoteIpBlocks: texts,
});

/** Operation. */
export const operationSchema = z.strictObject({
  hosts: texts,
  notHosts: texts,
  ports: texts,
  notPorts: texts,
  methods: texts,
  notMethods: texts,
  paths: texts,
  notPaths: texts,
});

/** Condition. */
export const conditionSchema = z.strictObject({ key: z.string(), values: texts, notValues: texts });

const mode = z.enum(['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT'], {
  error: 'must be UNSET, DISABLE, PERMISSIVE or STRICT',
});

/** PeerAuthentication.spec. */
export const peerAuthenticationSchema = z.strictObject({
  selector: selectorSchema,
  mtls: z.strictObject({ mode: mode.nullish() }).nullish(),
  portLevelMtls: z.record(z.string(), z.strictObject({ mode: mode.nullish() }).nullable()).nullish(),
});
