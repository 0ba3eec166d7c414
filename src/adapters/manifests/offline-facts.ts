import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import { foldPods } from '#src/engine/model/fold-pods.js';
import type { CniProfileId, SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { messageOf, Problem } from '#src/lib/problem.js';
import { findManifests } from './manifest-files.js';
import { FILE_LIMITS, type ReadLimits } from './read-limits.js';
import { type ManifestFile, type ReadManifests, readManifests } from './read-manifests.js';

/** How manifests become facts. */
export interface OfflineOptions {
  /** RFC 3339 time the answers are for. */
  readonly observedAt: string;
  readonly clusterName?: string;
  readonly cni?: CniProfileId;
  /** False keeps pods under their direct controller (ReplicaSet). */
  readonly resolveOwners?: boolean;
  /** True keeps pods that have finished. */
  readonly keepFinished?: boolean;
}

/** Facts, and everything about the input a reader should know. */
export interface OfflineFacts {
  readonly facts: SnapshotFacts;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads files and folders (`-` = `stdin`) as one cluster.
 * @throws Problem `INPUT.INVALID` when a path cannot be read; content never throws.
 */
export async function offlineFacts(
  paths: readonly string[],
  options: OfflineOptions & { readonly limits?: ReadLimits; readonly stdin?: NodeJS.ReadableStream },
): Promise<OfflineFacts> {
  const files: ManifestFile[] = [];
  for (const name of await findManifests(paths)) files.push({ name, content: await contentOf(name, options.stdin) });
  return assembleFacts(readManifests(files, options.limits ?? FILE_LIMITS), options);
}

/** Folds what was read into the facts of one cluster. */
export function assembleFacts(read: ReadManifests, options: OfflineOptions): OfflineFacts {
  const folded = foldPods(read.objects, 'offline', {
    resolveOwners: options.resolveOwners ?? true,
    keepFinished: options.keepFinished ?? false,
  });
  const facts: SnapshotFacts = {
    cluster: { name: options.clusterName ?? 'offline' },
    observedAt: options.observedAt,
    objects: folded.objects,
    podGroups: folded.podGroups,
    coverage: read.lost,
    origin: 'offline',
    ...(options.cni === undefined ? {} : { cni: options.cni }),
  };
  return { facts, diagnostics: [...read.diagnostics, ...folded.diagnostics] };
}

async function contentOf(name: string, stdin: NodeJS.ReadableStream | undefined): Promise<Uint8Array> {
  if (name === '-') {
    if (stdin === undefined) throw Problem.field('PATH', 'standard input is not available here; give a file or folder');
    return buffer(stdin);
  }
  try {
    return await readFile(name);
  } catch (error) {
    throw Problem.field('PATH', `${name} cannot be read (${messageOf(error)})`);
  }
}
