import { expect, it } from 'vitest';
import { verdictsOf } from '../../support/verdict-cases.js';
import { MISTAKES } from './mistakes.js';
import { EXAMPLES } from './worked-examples.js';

it.each([...EXAMPLES, ...MISTAKES])('$name', (example) => {
  expect(verdictsOf({ cni: 'cilium', ...example })).toEqual(example.flows);
});
