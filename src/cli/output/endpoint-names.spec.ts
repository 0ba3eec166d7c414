import { expect, it } from 'vitest';
import { endpointText } from './endpoint-names.js';

it.each([
  ['shop/web[Deployment]', 'shop/web'],
  ['{ingress-controller}', 'the ingress controller'],
  ['0.0.0.0-255.255.255.255', 'any address'],
  ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'any IPv6 address'],
  ['0.0.0.0/0', 'any address'],
  ['10.0.0.0-10.255.255.255', '10.0.0.0/8'],
  ['10.0.0.1-10.0.0.4', '10.0.0.1-10.0.0.4'],
  ['10.0.0.0-10.0.0.2', '10.0.0.0-10.0.0.2'],
  ['203.0.113.9', '203.0.113.9'],
  ['fd00::-fd00::ffff', 'fd00::/112'],
])('%s reads %s', (end, text) => {
  expect(endpointText(end)).toBe(text);
});
