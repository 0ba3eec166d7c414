import { expect, it } from 'vitest';
import { verdictsOf } from '../../support/verdict-cases.js';
import { ROWS } from './truth-table.js';

it.each(ROWS)('$name', (row) => {
  expect(verdictsOf({ cni: 'antrea', ...row })).toEqual(row.flows);
});
