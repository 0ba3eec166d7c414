import { z } from 'zod';

const portEntry = z.looseObject({
  protocol: z.string().nullable(),
  ranges: z.array(z.tuple([z.number(), z.number()])).optional(),
  names: z.array(z.string()).optional(),
});
const ports = z.union([z.literal('All Connections'), z.array(portEntry), z.object({ allBut: z.array(portEntry) })]);

const query = z.looseObject({
  src: z.string(),
  dst: z.string(),
  protocol: z.string().optional(),
  port: z.union([z.number(), z.string()]).optional(),
  expect: z.enum(['allow', 'deny']).optional(),
  allowed: ports.optional(),
  self: z.boolean().optional(),
});

const check = z.looseObject({
  kind: z.string(),
  options: z.record(z.string(), z.unknown()).default({}),
  config: z.string().optional(),
  entries: z.array(z.looseObject({ src: z.string(), dst: z.string() })).optional(),
  endpoints: z.array(z.string()).optional(),
  groups: z
    .array(
      z.looseObject({
        section: z.string().optional(),
        ports,
        pairs: z.array(z.tuple([z.number(), z.array(z.number())])),
      }),
    )
    .optional(),
  queries: z.array(query).optional(),
  matrix: z
    .object({
      ports: z.array(z.string()),
      rows: z.array(
        z.object({ src: z.string(), dst: z.string(), allow: z.array(z.string()), self: z.boolean().optional() }),
      ),
    })
    .optional(),
  podIPsMatchIPBlock: z.boolean().optional(),
  mentions: z.array(z.string()).optional(),
});

const inputs = z.union([
  z.object({
    configs: z.record(
      z.string(),
      z.looseObject({ inputs: z.array(z.string()).optional(), skipped: z.unknown().optional() }),
    ),
  }),
  z.object({ dir1: z.string(), dir2: z.string() }),
  z.object({ manifests: z.string() }),
]);

/** `expected.json` of one conformance case: what its manifests must answer. Unknown members are kept and ignored. */
export const caseFile = z.looseObject({
  suite: z.string(),
  case: z.string(),
  layers: z.string().optional(),
  inputs,
  checks: z.array(check),
});

/** One conformance case. */
export type CaseFile = z.infer<typeof caseFile>;
/** One expectation of a case. */
export type Check = z.infer<typeof check>;
/** A set of ports as the corpus writes it: everything, a list of protocol ranges, or the complement of a list. */
export type PortsValue = z.infer<typeof ports>;
/** One connectivity question of an `eval` check. */
export type Query = z.infer<typeof query>;
