import { expect, it } from 'vitest';
import { type BreachIdentity, fingerprintOf } from './fingerprint.js';

const identity: BreachIdentity = {
  control: 'SEG-NP-001',
  cluster: '7d4a',
  subject: 'shop/shop/Deployment/web',
  peer: '',
  portClass: '',
};

it('is 20 characters of base32 and stable', () => {
  expect(fingerprintOf(identity)).toBe(fingerprintOf({ ...identity }));
  expect(fingerprintOf(identity)).toMatch(/^[a-z2-7]{20}$/);
});

it.each([
  { name: 'control', other: { control: 'SEG-NP-002' } },
  { name: 'cluster', other: { cluster: '7d4b' } },
  { name: 'subject', other: { subject: 'shop/shop/Deployment/api' } },
  { name: 'peer', other: { peer: 'blog' } },
  { name: 'port class', other: { portClass: 'sensitive' } },
  { name: 'a separator moved from one part into the next', other: { subject: 'shop/shop/Deployment/web|', peer: '' } },
])('changes with the $name', ({ other }) => {
  expect(fingerprintOf({ ...identity, ...other })).not.toBe(fingerprintOf(identity));
});

it('follows the published formula', () => {
  // sha256('v1|c|k|s|p|x') in base32, computed with an independent implementation.
  expect(fingerprintOf({ control: 'c', cluster: 'k', subject: 's', peer: 'p', portClass: 'x' })).toBe(
    'jwn3ixhg2keq4dg4f2mr',
  );
});
