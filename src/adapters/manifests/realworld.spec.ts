import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildModel } from '#src/engine/model/build-model.js';
import { offlineFacts } from './offline-facts.js';

const SHARED = join(import.meta.dirname, '../../../../shared');
const REALWORLD = join(SHARED, 'realworld');
const SEED = join(SHARED, 'seeds/000_9fae109eb11542a2.txt');
const OPTIONS = { observedAt: '2026-01-01T00:00:00Z' };

const folders = existsSync(REALWORLD)
  ? readdirSync(REALWORLD, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  : [];

/** Workloads the peer's answer speaks of; `{ingress-controller}` and addresses are no workloads. */
function peerWorkloads(folder: string): string[] {
  const path = join(REALWORLD, folder, 'reference-np-guard-connlist.json');
  const { entries } = JSON.parse(readFileSync(path, 'utf8')) as { entries: { src: string; dst: string }[] };
  return [...new Set(entries.flatMap(({ src, dst }) => [src, dst]))].filter((name) => name.endsWith(']')).sort();
}

describe.skipIf(folders.length === 0)('real applications (needs the shared corpus beside the project)', () => {
  it.each(folders)('%s is read without an error, with the workloads the peer sees', async (folder) => {
    const { facts, diagnostics } = await offlineFacts([join(REALWORLD, folder)], OPTIONS);
    const model = buildModel(facts);
    const serious = [...diagnostics, ...model.diagnostics].filter(
      ({ severity }) => severity === 'error' || severity === 'fatal',
    );
    expect(serious).toEqual([]);
    const seen = new Set(model.workloads.map(({ namespace, kind, name }) => `${namespace}/${name}[${kind}]`));
    expect(peerWorkloads(folder).filter((name) => !seen.has(name))).toEqual([]);
  });
});

describe.skipIf(!existsSync(SEED))('the seed document (needs the shared corpus beside the project)', () => {
  it('holds a sample policy whose selectors stand at the wrong depth, and says so', async () => {
    const sample =
      /```yaml\n(apiVersion: networking\.k8s\.io\/v1[\s\S]*?)```/.exec(readFileSync(SEED, 'utf8'))?.[1] ?? '';
    const { Readable } = await import('node:stream');
    const { facts, diagnostics } = await offlineFacts(['-'], {
      ...OPTIONS,
      stdin: Readable.from([Buffer.from(sample)]),
    });
    expect(diagnostics).toEqual([]);
    expect(buildModel(facts).diagnostics).toMatchObject([
      { severity: 'warning', code: 'POLICY.UNKNOWN_FIELD', field: 'spec.matchLabels' },
      { severity: 'warning', code: 'POLICY.NO_POD_SELECTOR' },
    ]);
  });
});
