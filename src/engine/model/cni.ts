import { uncoveredNodes } from './cni-coverage.js';
import { type Agent, type CniEvidence, collectEvidence } from './cni-evidence.js';
import type { Enforcement } from './cni-enforcement.js';
import { ENGINES, type EngineSignature, imageOf, isEngine, versionOf } from './cni-engines.js';
import { enginesOfNodes, plainPlatform } from './cni-nodes.js';
import { switchesOf } from './cni-switches.js';
import { type CollectionState, isCovered } from './coverage.js';
import type { CniEngine, CniFacts } from './network-model.js';
import type { PodGroup } from './pod-group.js';
import type { RawObject } from './raw-object.js';
import type { CniProfileId, SnapshotFacts } from './snapshot-facts.js';

/**
 * Which network plugin runs, whether it enforces NetworkPolicy, and on which nodes (semantics 07).
 * A person's choice wins over every sign. Offline input that shows no plugin is taken as conformant, and says so; a
 * live cluster that shows none stays unknown, because engines outside the API exist.
 */
export function detectCni(
  facts: Pick<SnapshotFacts, 'origin' | 'cni'>,
  objects: ReadonlyMap<string, readonly RawObject[]>,
  coverage: ReadonlyMap<string, CollectionState>,
  groups: readonly PodGroup[] = [],
): CniFacts {
  if (facts.cni !== undefined) return chosen(facts.cni);
  const evidence = collectEvidence(objects, coverage);
  const ofAgents = ENGINES.flatMap((engine) => sightingsOf(engine, evidence));
  const isBlind = facts.origin === 'live' && !isCovered(coverage.get('apps/DaemonSet'));
  if (ofAgents.length === 0 && isBlind) return unrecognised('DaemonSets could not be read');
  const ofNodes = enginesOfNodes(evidence).map((engine): Sighting => ({
    engine,
    agents: [],
    evidence: describe(engine),
  }));
  const best = decisive([...ofAgents, ...ofNodes]);
  if (best !== undefined) return factsOf(best, [...ofAgents, ...ofNodes], evidence, groups);
  const plain = plainPlatform(evidence);
  if (plain !== undefined) return { profile: plain.profile, enforced: plain.enforced, evidence: describe(plain), assumed: false }; // prettier-ignore
  return facts.origin === 'live' ? unrecognised('no DaemonSet of a known network plugin') : assumed();
}

function unrecognised(evidence: string): CniFacts {
  return { profile: 'unknown', enforced: 'unknown', evidence, assumed: false };
}

function assumed(): CniFacts {
  const evidence = 'assumption: conformant (no network plugin in the input)';
  return { profile: 'conformant', enforced: 'yes', evidence, assumed: true };
}

function chosen(profile: CniProfileId): CniFacts {
  const enforced = profile === 'flannel' || profile === 'none' ? 'no' : 'yes';
  return { profile, enforced, evidence: `chosen: ${profile}`, assumed: false };
}

/** One engine that runs here. */
interface Sighting {
  readonly engine: CniEngine;
  /** Its DaemonSets: some products have one for each operating system. */
  readonly agents: readonly Agent[];
  readonly evidence: string;
  readonly signature?: EngineSignature;
}

/** Of several engines the first that enforces decides; otherwise the first that may; otherwise the first seen. */
function decisive(sightings: readonly Sighting[]): Sighting | undefined {
  return (
    sightings.find(({ engine }) => engine.enforced === 'yes') ??
    sightings.find(({ engine }) => engine.enforced === 'unknown') ??
    sightings[0]
  );
}

function factsOf(
  best: Sighting,
  sightings: readonly Sighting[],
  evidence: CniEvidence,
  groups: readonly PodGroup[],
): CniFacts {
  const others = sightings.filter((item) => item !== best);
  const beside = others.length === 0 ? '' : `; beside ${others.map(({ engine }) => engine.title).join(', ')}`;
  const { profile, enforced, version } = best.engine;
  const uncovered =
    enforced === 'no' ? new Map<string, string>() : uncoveredNodes(evidence, profile, best.agents, groups);
  const switches = switchesOf(evidence, best.agents, best.signature?.configMap);
  return {
    profile,
    enforced,
    evidence: `${best.evidence}${beside}`,
    assumed: false,
    ...(version === undefined ? {} : { version }),
    engines: [best, ...others].map(({ engine }) => engine),
    ...(switches.size === 0 ? {} : { switches }),
    ...(uncovered.size === 0 ? {} : { uncoveredNodes: uncovered }),
  };
}

function sightingsOf(signature: EngineSignature, evidence: CniEvidence): Sighting[] {
  const agents = evidence.agents.filter((candidate) => isEngine(candidate, signature));
  const [agent] = agents;
  if (agent === undefined) return [];
  const says = signature.enforcement?.(agent, evidence) ?? { enforced: 'yes', because: '' };
  const { enforced, because } = asFarAsReady(agent, says);
  const image = imageOf(agent, signature);
  // Calico Enterprise counts versions of its own.
  const version = image?.includes('cnx-node') === true ? undefined : versionOf(image);
  const engine: CniEngine = {
    profile: signature.profile,
    title: signature.title,
    ...(version === undefined ? {} : { version }),
    enforced,
    because,
  };
  const where = `DaemonSet ${agent.namespace}/${agent.name}${image === undefined ? '' : ` (${image})`}`;
  return [{ engine, agents, signature, evidence: describe(engine, where) }];
}

/** Rules an agent installed may outlive it, so an engine that is down everywhere is neither proven nor disproven. */
function asFarAsReady({ desired, ready }: Agent, says: Enforcement): Enforcement {
  if (desired === undefined || ready === undefined || ready >= desired) return says;
  const state = `${String(ready)} of ${String(desired)} agents ready`;
  const because = says.because === '' ? state : `${says.because}; ${state}`;
  return { enforced: ready === 0 && says.enforced === 'yes' ? 'unknown' : says.enforced, because };
}

function describe({ title, because }: CniEngine, where = ''): string {
  const reason = because === '' ? '' : where === '' ? because : `; ${because}`;
  return `${title}: ${where}${reason}`;
}
