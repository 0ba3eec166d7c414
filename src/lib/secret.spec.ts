import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from './secret.js';

const secret = new Secret('hunter2');

it.each([
  { name: 'JSON', printed: JSON.stringify({ secret }) },
  { name: 'a template string', printed: String(secret) },
  { name: 'inspect', printed: inspect({ secret }, { showHidden: true, depth: 5 }) },
])('does not show in $name', ({ printed }) => {
  expect(printed).not.toContain('hunter2');
  expect(printed).toContain('[redacted]');
});

it('is there for whoever needs it', () => {
  expect(secret.reveal()).toBe('hunter2');
});
