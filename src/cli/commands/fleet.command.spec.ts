import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../program.js';

const examples = resolve(import.meta.dirname, '../../../examples');
const east = `east=${join(examples, 'fleet/east')}`;
const west = `west=${join(examples, 'fleet/west')}`;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fenceline-fleet-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(['fleet', ...argv], {
    stdin: Readable.from([]),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => new Date('2026-11-22T00:00:00Z'),
  });
  return { code, out, err };
}

it('finds the way Submariner opens and who may use it', async () => {
  const { code, out } = await run(east, west, '--json', '--denied');
  expect(code).toBe(0);
  const answer = JSON.parse(out);
  expect(answer.links).toContainEqual(
    expect.objectContaining({
      technology: 'submariner',
      from: 'east',
      to: 'west',
      premise: 'proven',
      strength: 'connected',
    }),
  );
  expect(answer.links.every((link: object) => !('route' in link))).toBe(true);
  expect(answer.crossings).toContainEqual(
    expect.objectContaining({
      from: { cluster: 'east', party: 'shop' },
      to: { cluster: 'west', party: 'payments' },
      verdict: 'allowed',
      must: 'TCP 8443',
      sentence: expect.stringMatching(/^shop in east can reach payments in west on TCP 8443 by submariner/),
    }),
  );
  expect(answer.overlaps).toContainEqual(expect.objectContaining({ space: 'pods', verdict: 'disjoint' }));
});

it('prints overlaps, ways with evidence, crossings and what is not known', async () => {
  const { code, out } = await run(east, west);
  expect(code).toBe(0);
  expect(out).toMatch(/2 clusters: east, west/);
  expect(out).toMatch(/R1 +east → west +submariner +proven +connected/);
  expect(out).toMatch(/open +east shop → west payments +TCP 8443 +submariner +shop\/checkout → payments\/api/);
  expect(out).toMatch(/Not known\neast: Secrets are not in the input/);
});

it('gives namespaces to tenants', async () => {
  const tenants = join(folder, 'tenants.yaml');
  writeFileSync(tenants, 'tenants: [{slug: money}]\nrules: [{tenant: money, namespaceGlob: pay*}]\n');
  const { out } = await run(east, west, '--json', '--tenants', tenants);
  const parties = JSON.parse(out).crossings.map(({ to }: { to: { party: string } }) => to.party);
  expect(parties).toContain('money');
});

describe('refuses', () => {
  it.each([
    ['one cluster', [east], /one cluster; a fleet needs two or more/],
    [
      'an argument without a name',
      [east, 'examples/fleet/west'],
      /"examples\/fleet\/west" names no cluster and path; write for example east=/,
    ],
    ['an argument without a path', [east, 'west='], /"west=" names no cluster and path/],
    ['a name that is none', [east, 'we st=x'], /"we st" in "we st=x" is no cluster name; use up to 63/],
    ['a name used twice', [east, east], /uses the name "east" a second time/],
    ['standard input twice', ['a=-', 'b=-'], /standard input \(-\) can be only one/],
    ['a path that is not there', [east, 'west=/no/such/folder'], /\/no\/such\/folder/],
  ])('%s', async (_, argv, message) => {
    const { code, out, err } = await run(...argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
  });
});
