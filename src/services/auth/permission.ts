/**
 * Everything a caller can be permitted to do, as `noun:verb`. Each REST handler and GraphQL field names exactly one of
 * them; the application does not start when one does not (reliability §1, row 13).
 */
export const PERMISSIONS = [
  'me:read',
  'cluster:read',
  'cluster:write',
  'credential:write',
  'snapshot:read',
  'snapshot:create',
  'run:read',
  'connectivity:read',
  'tenant:read',
  'tenant:write',
  'score:read',
  'fleet:read',
  'crossing:read',
  'finding:read',
  'control:read',
  'subscription:read',
  'subscription:write',
  'delivery:read',
  'delivery:replay',
  'export:read',
  'export:create',
  'export-schedule:read',
  'export-schedule:write',
  'api-key:read',
  'api-key:write',
  'audit:read',
] as const;

/** One permitted action, `noun:verb`. */
export type Permission = (typeof PERMISSIONS)[number];
