import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '#src/engine/model/build-model.js';
import { findManifests } from './manifest-files.js';
import { offlineFacts } from './offline-facts.js';

const OPTIONS = { observedAt: '2026-01-01T00:00:00Z' };
const deployment = (name: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {replicas: 3, template: {metadata: {labels: {app: ${name}}}, spec: {containers: []}}}\n`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fenceline-manifests-'));
  await mkdir(join(folder, 'b', '.hidden'), { recursive: true });
  await writeFile(join(folder, 'z.yaml'), deployment('z'));
  await writeFile(join(folder, 'a.YML'), deployment('a'));
  await writeFile(
    join(folder, 'b', 'c.json'),
    JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'c' } }),
  );
  await writeFile(join(folder, 'b', '.hidden', 'no.yaml'), deployment('hidden'));
  await writeFile(join(folder, 'README.md'), '# no manifest');
  await writeFile(join(folder, 'plain'), deployment('plain'));
  await symlink('..', join(folder, 'b', 'loop'));
  await symlink('../z.yaml', join(folder, 'b', 'linked.yaml'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('offlineFacts', () => {
  it('finds manifests in folders, sorted, without hidden files and circular links', async () => {
    const found = await findManifests([folder]);
    expect(found.map((path) => path.slice(folder.length + 1))).toEqual([
      'a.YML',
      'b/c.json',
      'b/linked.yaml',
      'z.yaml',
    ]);
  });

  it('reads files that are named directly, whatever they are called', async () => {
    const { facts, diagnostics } = await offlineFacts([join(folder, 'plain')], OPTIONS);
    expect(diagnostics).toEqual([]);
    expect(facts).toMatchObject({
      origin: 'offline',
      observedAt: OPTIONS.observedAt,
      podGroups: [{ owner: { kind: 'Deployment', name: 'plain' }, fromTemplate: true, members: [{}, {}] }],
      coverage: [],
    });
  });

  it('reads standard input', async () => {
    const { facts } = await offlineFacts(['-'], {
      ...OPTIONS,
      cni: 'calico',
      stdin: Readable.from([Buffer.from(deployment('piped'))]),
    });
    expect(facts.podGroups).toMatchObject([{ owner: { name: 'piped' } }]);
    expect(buildModel(facts).cni.profile).toBe('calico');
  });

  it('names a path that does not exist', async () => {
    await expect(offlineFacts([join(folder, 'nowhere')], OPTIONS)).rejects.toMatchObject({
      code: 'INPUT.INVALID',
      message: expect.stringContaining('nowhere'),
    });
  });

  it('says when a folder holds no manifests', async () => {
    const empty = join(folder, 'b', '.hidden', 'empty');
    await mkdir(empty);
    expect((await offlineFacts([empty], OPTIONS)).diagnostics).toMatchObject([
      { severity: 'fatal', code: 'INPUT.EMPTY' },
    ]);
  });
});
