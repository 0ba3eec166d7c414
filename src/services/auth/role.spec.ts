import { expect, it } from 'vitest';
import { PERMISSIONS } from './permission.js';
import { permissionsOf, permits, ROLES } from './role.js';

it('admin may do everything', () => {
  expect(permissionsOf('admin')).toEqual([...PERMISSIONS].sort());
});

it.each([
  ['auditor', /:(?:write|replay)$/],
  ['integration', /:(?:write|replay)$/],
  ['analyst', /^(?:cluster|credential|api-key|subscription):write$/],
  ['operator', /^(?:api-key|audit):/],
  [
    'tenant-viewer',
    /:(?:write|create|replay)$|^(?:connectivity|snapshot|run|fleet|audit|api-key|export|subscription|delivery):/,
  ],
] as const)('%s may do nothing like %s', (role, forbidden) => {
  expect(permissionsOf(role).filter((permission) => forbidden.test(permission))).toEqual([]);
});

it('everybody may ask who they are', () => {
  expect(ROLES.every((role) => permits(role, 'me:read'))).toBe(true);
});
