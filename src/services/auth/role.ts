import { PERMISSIONS, type Permission } from './permission.js';

/** The six roles of a principal (product §1). */
export const ROLES = ['admin', 'operator', 'analyst', 'auditor', 'tenant-viewer', 'integration'] as const;

/** What a principal is allowed to be. */
export type Role = (typeof ROLES)[number];

const READING: readonly Permission[] = [
  'me:read',
  'cluster:read',
  'snapshot:read',
  'run:read',
  'connectivity:read',
  'tenant:read',
  'score:read',
  'fleet:read',
  'crossing:read',
  'finding:read',
  'control:read',
];

const DELIVERING: readonly Permission[] = ['subscription:read', 'delivery:read', 'export:read', 'export-schedule:read'];

const GRANTS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  /** Everything. */
  admin: new Set(PERMISSIONS),
  /** Runs the product: everything but keys and the audit record. */
  operator: new Set(PERMISSIONS.filter((permission) => !/^(?:api-key|audit):/.test(permission))),
  /** Reads everything about isolation, keeps the tenant registry and makes exports. */
  analyst: new Set([...READING, ...DELIVERING, 'tenant:write', 'snapshot:create', 'export:create']),
  /** Reads everything, the audit record and the key list included; changes nothing but can make exports. */
  auditor: new Set([...READING, ...DELIVERING, 'export:create', 'api-key:read', 'audit:read']),
  /** Sees its own tenants only; whole-cluster views would name the neighbours and are therefore closed. */
  'tenant-viewer': new Set<Permission>([
    'me:read',
    'cluster:read',
    'tenant:read',
    'score:read',
    'crossing:read',
    'finding:read',
    'control:read',
  ]),
  /** A machine: pushes bundles, takes snapshots and reads results. */
  integration: new Set([...READING, ...DELIVERING, 'snapshot:create', 'export:create']),
};

/** Whether a role permits an action. */
export function permits(role: Role, permission: Permission): boolean {
  return GRANTS[role].has(permission);
}

/** What a role permits, sorted. */
export function permissionsOf(role: Role): readonly Permission[] {
  return [...GRANTS[role]].sort();
}
