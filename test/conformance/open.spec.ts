import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCases } from './runner/load-cases.js';
import { runCase } from './runner/run-case.js';
import { tally } from './runner/tally.js';

/** The published corpus lives beside the repository; a clone without it still tests everything else. */
const corpus = resolve(import.meta.dirname, '../../../shared/conformance/open');
const suites = ['cyclonus', 'kubernetes-e2e-netpol', 'np-guard-nca', 'np-guard-netpol-analyzer'];

describe.skipIf(!existsSync(corpus))(`the open conformance corpus (skipped when ${corpus} is missing)`, () => {
  it.each(suites)('every check of %s that is built holds', async (suite) => {
    const judged = [];
    for (const loaded of loadCases(corpus, suite)) judged.push(...(await runCase(loaded, {})));
    const result = tally(judged);
    expect(result.failures).toEqual([]);
    expect(result.passed).toBeGreaterThan(30);
  });
});
