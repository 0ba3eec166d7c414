import { z } from 'zod';

/** The shapes of consul.hashicorp.com objects that decide who reaches whom (semantics 06 §B1). */
const text = z.string().nullish();

const permission = z.strictObject({
  action: z.enum(['allow', 'deny']),
  http: z
    .strictObject({
      pathExact: text,
      pathPrefix: text,
      pathRegex: text,
      methods: z.array(z.string()).nullish(),
      header: z.array(z.unknown()).nullish(),
    })
    .nullish(),
  jwt: z.unknown().optional(),
});

const source = z.strictObject({
  name: z.string().min(1),
  namespace: text,
  partition: text,
  peer: text,
  samenessGroup: text,
  action: z.enum(['allow', 'deny', '']).nullish(),
  permissions: z.array(permission).nullish(),
  description: text,
});

/** ServiceIntentionsSpec. */
export const intentionsSchema = z.strictObject({
  destination: z.strictObject({ name: z.string().min(1), namespace: text }),
  sources: z.array(source).nullish(),
  jwt: z.unknown().optional(),
});

/** The parts of ServiceDefaults, ProxyDefaults and Mesh that matter here; the rest is none of our business. */
export const defaultsSchema = z.object({
  protocol: text,
  config: z.object({ protocol: text }).nullish(),
  mutualTLSMode: z.enum(['', 'default', 'strict', 'permissive']).nullish(),
  allowEnablingPermissiveMutualTLS: z.boolean().nullish(),
  expose: z
    .object({
      checks: z.boolean().nullish(),
      paths: z.array(z.object({ listenerPort: z.int().nullish(), path: text })).nullish(),
    })
    .nullish(),
});

/** One source of an intention. */
export type IntentionSource = z.infer<typeof source>;
/** One permission of a source. */
export type Permission = z.infer<typeof permission>;
/** Settings of one service, or of all proxies. */
export type Defaults = z.infer<typeof defaultsSchema>;
