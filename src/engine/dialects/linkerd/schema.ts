import { z } from 'zod';
import { MAX_PORT, MIN_PORT } from '../../sets/protocol.js';

/**
 * The shapes of policy.linkerd.io objects (semantics 06 §A1). Unknown fields are refused: what a field of a later release
 * means for the others nobody knows.
 */
const text = z.string().min(1);
const portNumber = z.int().min(MIN_PORT).max(MAX_PORT);

const objectRef = z.strictObject({
  group: z.string().nullish(),
  kind: text,
  name: text,
  namespace: text.nullish(),
  sectionName: z.string().nullish(),
  port: portNumber.nullish(),
});

/** ServerSpec; the pod selector is read on its own. */
export const serverSchema = z.strictObject({
  podSelector: z.unknown().optional(),
  externalWorkloadSelector: z.unknown().optional(),
  port: z.union([portNumber, text]),
  proxyProtocol: z.enum(['unknown', 'HTTP/1', 'HTTP/2', 'gRPC', 'opaque', 'TLS']).nullish(),
  accessPolicy: text.nullish(),
});

const network = z.strictObject({ cidr: text, except: z.array(text).nullish() });

/** ServerAuthorizationSpec. */
export const serverAuthorizationSchema = z.strictObject({
  server: z.strictObject({ name: text.nullish(), selector: z.unknown().optional() }),
  client: z.strictObject({
    networks: z.array(network).nullish(),
    unauthenticated: z.boolean().nullish(),
    meshTLS: z
      .strictObject({
        unauthenticatedTLS: z.boolean().nullish(),
        identities: z.array(text).nullish(),
        serviceAccounts: z.array(z.strictObject({ name: text, namespace: text.nullish() })).nullish(),
      })
      .nullish(),
  }),
});

/** AuthorizationPolicySpec. */
export const authorizationPolicySchema = z.strictObject({
  targetRef: objectRef,
  requiredAuthenticationRefs: z.array(objectRef),
});

/** MeshTLSAuthenticationSpec. */
export const meshTlsSchema = z.strictObject({
  identities: z.array(text).nullish(),
  identityRefs: z.array(objectRef).nullish(),
});

/** NetworkAuthenticationSpec. */
export const networkAuthenticationSchema = z.strictObject({ networks: z.array(network) });

/**
 * The parts of HTTPRoute and GRPCRoute that decide which requests pass; of the rest (filters, backends, timeouts) nothing
 * matters here.
 */
export const routeSchema = z.object({
  parentRefs: z.array(z.object({ ...objectRef.shape, kind: text.nullish() })).nullish(),
  hostnames: z.array(text).nullish(),
  rules: z.array(z.object({ matches: z.array(z.record(z.string(), z.unknown())).nullish() })).nullish(),
});

/** A reference to an object of some kind. */
export type ObjectReference = z.infer<typeof objectRef>;
/** One block of addresses with holes. */
export type NetworkBlock = z.infer<typeof network>;
