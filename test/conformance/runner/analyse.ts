import { readFile } from 'node:fs/promises';
import { findManifests } from '#src/adapters/manifests/manifest-files.js';
import { assembleFacts } from '#src/adapters/manifests/offline-facts.js';
import { FILE_LIMITS } from '#src/adapters/manifests/read-limits.js';
import { type ManifestFile, readManifests } from '#src/adapters/manifests/read-manifests.js';
import { buildModel } from '#src/engine/model/build-model.js';
import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import { dialects } from '#src/engine/dialects/index.js';
import type { ReachabilityOptions } from '#src/engine/reachability/options.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { withNcaPods } from './nca-workload-endpoints.js';
import { ONE_NETWORK } from './networks.js';

/** Readings of the input that a check may ask for. */
export interface Asked {
  readonly ipBlocksMatchPods?: boolean;
  /** Evaluate networks beside the pod network; without it their objects are ignored. */
  readonly multipleNetworks?: boolean;
}

/** What Fenceline makes of a case's input. */
export interface Analysis {
  readonly reach: Reachability;
  /** How it was evaluated, to ask about the same input once more. */
  readonly options: ReachabilityOptions;
  readonly diagnostics: readonly Diagnostic[];
  /** Everything that was read, pods included. */
  readonly objects: readonly RawObject[];
}

/**
 * Reads input as the corpus expects: a conformant network plugin whatever runs in it, pods under their direct owner,
 * finished pods as if they ran, host-network pods as ordinary pods.
 */
export async function analyse(paths: readonly string[], asked: Asked = {}): Promise<Analysis> {
  return analyseRead(await readInput(paths), asked);
}

/** The same for objects that were read already, so that a case can be asked with some of them changed or left out. */
export function analyseRead(read: ReturnType<typeof readManifests>, asked: Asked = {}): Analysis {
  const { facts, diagnostics } = assembleFacts(read, {
    observedAt: '2026-01-01T00:00:00Z',
    cni: 'conformant',
    resolveOwners: false,
    keepFinished: true,
  });
  const model = buildModel(facts);
  const options: ReachabilityOptions = {
    ipBlocksMatchPods: asked.ipBlocksMatchPods ?? false,
    hostNetworkAsPods: true,
    assumeMeshed: true,
    dialects: asked.multipleNetworks === true ? dialects : ONE_NETWORK,
  };
  const reach = Reachability.build(model, options);
  const said = [...diagnostics, ...model.diagnostics, ...reach.diagnostics];
  return { reach, options, objects: read.objects, diagnostics: said };
}

/** Everything a case's files hold, whatever is wrong with it. */
export async function readObjects(paths: readonly string[]): Promise<readonly RawObject[]> {
  return (await readInput(paths)).objects;
}

/** Reads a case's files. */
export async function readInput(paths: readonly string[]): Promise<ReturnType<typeof readManifests>> {
  const read = readManifests(await Promise.all((await findManifests(paths)).map(fileAt)), FILE_LIMITS);
  return { ...read, objects: withNcaPods(read.objects) };
}

async function fileAt(name: string): Promise<ManifestFile> {
  return { name, content: await readFile(name) };
}
