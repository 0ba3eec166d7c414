import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { PartitionsRepository } from '#src/adapters/store/partitions.repository.js';
import { SnapshotsRepository } from '#src/adapters/store/snapshots.repository.js';
import { factsToRows } from '#src/adapters/store/snapshots/facts-to-rows.js';
import { ingestSnapshot } from '#src/adapters/store/snapshots/ingest-snapshot.js';
import { readMemberChain } from '#src/adapters/store/snapshots/member-chain.js';
import { rowsToFacts } from '#src/adapters/store/snapshots/rows-to-facts.js';
import { findHeader, readRows, type SnapshotAt } from '#src/adapters/store/snapshots/snapshot-source.js';
import type { Store } from '#src/adapters/store/store.js';
import { canonicalJson } from '#src/lib/canonical-json.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { copyBaseline } from './storage/copy-baseline.js';
import { GeneratedCluster } from './storage/generated-cluster.js';
import { Random } from './storage/random.js';
import { Samples } from './storage/samples.js';
import { withScratchStore } from './storage/scratch-database.js';
import { report } from './storage/targets.js';

interface Size {
  readonly clusters: number;
  readonly objects: number;
  readonly snapshots: number;
  readonly reads: number;
}

interface Timings {
  readonly prepare: Samples;
  readonly first: Samples;
  readonly next: Samples;
}

/** `npm run bench -- storage [--clusters 20] [--objects 5000] [--snapshots 50] [--reads 30]` */
export function run(args: readonly string[]): Promise<boolean> {
  const option = (name: string, fallback: string) => ({ [name]: { type: 'string' as const, default: fallback } });
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...option('clusters', '20'),
      ...option('objects', '5000'),
      ...option('snapshots', '50'),
      ...option('reads', '30'),
    },
  });
  const number = (name: string) => Number(values[name]);
  const size = {
    clusters: number('clusters'),
    objects: number('objects'),
    snapshots: number('snapshots'),
    reads: number('reads'),
  };
  return withScratchStore((store) => measure(store, size));
}

async function measure(store: Store, size: Size): Promise<boolean> {
  const { clusters, objects, snapshots } = size;
  say(
    `${String(clusters)} clusters × ${String(objects)} objects × ${String(snapshots)} snapshots; min/median, ratios to COPY in this run`,
  );
  const before = await copyBaseline(store);
  const partitions = new PartitionsRepository(store);
  const timings: Timings = { prepare: new Samples(), first: new Samples(), next: new Samples() };
  const last: SnapshotFacts[] = [];
  const empty = await sizes(store);
  for (let index = 0; index < clusters; index += 1) last.push(await grow(store, partitions, index + 1, size, timings));
  const full = await sizes(store);
  const copy = await copyBaseline(store);
  const copyMedian = (before.median + copy.median) / 2;
  say(
    `COPY of 5,000 rows: ${before.toString()} ms before, ${copy.toString()} ms after (${(before.median / copy.median).toFixed(2)}×)`,
  );
  say(`canonical form and hashes in Node: ${timings.prepare.toString()} ms a snapshot, outside the transaction`);
  const repository = new SnapshotsRepository(store, partitions);
  const results = [
    report({ name: 'first ingest', median: 51 }, timings.first, copyMedian),
    report({ name: 'next ingest', median: 12 }, timings.next, copyMedian),
    ...(await reads(store, repository, size, copyMedian)),
  ];
  await checkRebuilt(repository, last, size);
  const stored = clusters * snapshots;
  const kb = (table: keyof Sizes) => ((full[table] - empty[table]) / 1024 / stored).toFixed(1);
  say(
    `KB a snapshot beyond the current state: history ${kb('history')} (published 4.5), members ${kb('members')} (5.9), snapshot rows ${kb('snapshots')} (0.3)`,
  );
  say(`WAL: ${((full.wal - empty.wal) / 1024 / stored).toFixed(1)} KB a snapshot, first loads included`);
  return results.every(Boolean);
}

/** Registers one cluster and stores all its snapshots; returns the newest facts. */
async function grow(
  store: Store,
  partitions: PartitionsRepository,
  seed: number,
  size: Size,
  timings: Timings,
): Promise<SnapshotFacts> {
  const generated = new GeneratedCluster(`cluster-${String(seed)}`, seed, size.objects);
  const { id: clusterId } = await store.prisma.cluster.create({ data: { name: generated.name, source: 'kubernetes' } });
  let facts = generated.next();
  for (let seq = 1; seq <= size.snapshots; seq += 1) {
    if (seq > 1) facts = generated.next();
    const snapshot = { clusterId, runId: randomUUID(), epoch: 0n, facts, diagnostics: [], settled: true, skewMs: 0 };
    const rows = await timings.prepare.time(() => factsToRows(facts));
    await partitions.ensureFor(new Date(facts.observedAt));
    const samples = seq === 1 ? timings.first : timings.next;
    await samples.time(() => store.sql((client) => ingestSnapshot(client, snapshot, rows)));
  }
  return facts;
}

async function reads(
  store: Store,
  repository: SnapshotsRepository,
  { clusters, snapshots, reads: count }: Size,
  copyMedian: number,
): Promise<boolean[]> {
  const [latest, past, diff1, diff24, assemble] = [
    new Samples(),
    new Samples(),
    new Samples(),
    new Samples(),
    new Samples(),
  ];
  const random = new Random(7);
  for (let i = 0; i < count; i += 1) {
    const clusterId = 1 + random.below(clusters);
    const at = 1 + random.below(snapshots - 1);
    const far = Math.max(1, at - 24);
    const { header, rows, chain } = await latest.time(() => load(store, clusterId, 'head'));
    await assemble.time(() => rowsToFacts(header, rows, chain?.lists));
    await past.time(() => load(store, clusterId, at));
    await diff1.time(() => repository.diffObjects(clusterId, at, at + 1));
    await diff24.time(() => repository.diffObjects(clusterId, far, Math.min(snapshots, far + 24)));
  }
  say(`parsing what was loaded into facts: ${assemble.toString()} ms, which the published loads leave out`);
  // The published loads (latest 15, as of 16) leave the members out too; those cost 5 more.
  return [
    report({ name: 'load latest, with members', median: 15 + 5 }, latest, copyMedian),
    report({ name: 'load as of, with members', median: 16 + 5 }, past, copyMedian),
    report({ name: 'diff over 1 snapshot', median: 1.0 }, diff1, copyMedian),
    report({ name: 'diff over 24 snapshots', median: 2.2 }, diff24, copyMedian),
  ];
}

/** One snapshot from the database into this process: bodies as text, members decoded. */
function load(store: Store, clusterId: number, at: SnapshotAt) {
  return store.sqlRead(async (client) => {
    const header = await findHeader(client, clusterId, at);
    return {
      header,
      rows: await readRows(client, clusterId, header),
      chain: await readMemberChain(client, clusterId, header),
    };
  });
}

/** Figures of wrong answers are worth nothing: every snapshot of one cluster must come back as it went in. */
async function checkRebuilt(
  repository: SnapshotsRepository,
  last: readonly SnapshotFacts[],
  { snapshots, objects }: Size,
): Promise<void> {
  const generated = new GeneratedCluster('cluster-1', 1, objects);
  let wrong = 0;
  for (let seq = 1; seq <= snapshots; seq += 1) {
    if (comparable(generated.next()) !== comparable(await repository.loadFacts(1, seq))) wrong += 1;
  }
  for (const [index, facts] of last.entries()) {
    if (comparable(facts) !== comparable(await repository.loadFacts(index + 1, 'head'))) wrong += 1;
  }
  say(`rebuilt exactly: ${String(snapshots + last.length - wrong)} of ${String(snapshots + last.length)} snapshots`);
  if (wrong > 0) process.exit(1);
}

function comparable({ objects, podGroups, ...rest }: SnapshotFacts): string {
  return canonicalJson({
    ...rest,
    objects: objects.map(canonicalJson).sort(),
    podGroups: podGroups.map(canonicalJson).sort(),
  });
}

interface Sizes {
  readonly history: number;
  readonly members: number;
  readonly snapshots: number;
  readonly wal: number;
}

async function sizes(store: Store): Promise<Sizes> {
  const partitions = (table: string) =>
    `(SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0) FROM pg_inherits WHERE inhparent = '${table}'::regclass)::float8`;
  const { rows } = await store.pool.query<Sizes>(
    `SELECT ${partitions('resource_history')} AS history, ${partitions('snapshot_members')} AS members,
            pg_total_relation_size('snapshot')::float8 AS snapshots, (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 AS wal`,
  );
  return rows[0] ?? { history: 0, members: 0, snapshots: 0, wal: 0 };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
