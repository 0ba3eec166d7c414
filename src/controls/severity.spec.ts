import { expect, it } from 'vitest';
import { severityOf } from './severity.js';

it.each([
  { name: 'nothing worse', base: 'high', aggravation: {}, severity: 'high' },
  { name: 'a sensitive tier', base: 'medium', aggravation: { sensitiveTier: true }, severity: 'high' },
  { name: 'tier and port', base: 'low', aggravation: { sensitiveTier: true, sensitivePort: true }, severity: 'high' },
  {
    name: 'never past critical',
    base: 'critical',
    aggravation: { internetExposed: true, sensitivePort: true },
    severity: 'critical',
  },
  {
    name: 'nothing runs there',
    base: 'critical',
    aggravation: { noPods: true, sensitiveTier: true },
    severity: 'info',
  },
] as const)('$name: $base becomes $severity', ({ base, aggravation, severity }) => {
  expect(severityOf(base, aggravation)).toBe(severity);
});
