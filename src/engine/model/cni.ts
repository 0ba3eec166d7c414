import { type Agent, type CniEvidence, collectEvidence } from './cni-evidence.js';
import { type Enforcement, ENGINES, type EngineSignature } from './cni-engines.js';
import { type CollectionState, isCovered } from './coverage.js';
import { asText, memberAt } from './json-value.js';
import type { CniFacts } from './network-model.js';
import type { RawObject } from './raw-object.js';
import type { CniProfileId, SnapshotFacts } from './snapshot-facts.js';

/**
 * Which network plugin runs and whether it enforces NetworkPolicy (semantics 07).
 * A person's choice wins over every sign. Offline input that shows no plugin is taken as conformant, and says so; a
 * live cluster that shows none stays unknown, because engines outside the API exist.
 */
export function detectCni(
  facts: Pick<SnapshotFacts, 'origin' | 'cni'>,
  objects: ReadonlyMap<string, readonly RawObject[]>,
  coverage: ReadonlyMap<string, CollectionState>,
): CniFacts {
  if (facts.cni !== undefined) return chosen(facts.cni);
  const evidence = collectEvidence(objects);
  const seen = recognise(evidence);
  if (seen !== undefined) return seen;
  if (facts.origin === 'live' && !isCovered(coverage.get('apps/DaemonSet'))) {
    return unrecognised('DaemonSets could not be read');
  }
  const byNodes = fromNodes(evidence.nodes);
  if (byNodes !== undefined) return byNodes;
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

interface Sighting {
  readonly engine: EngineSignature;
  readonly agent: Agent;
  readonly enforcement: Enforcement;
}

/** Of several engines the first that enforces decides; otherwise the first that may; otherwise the first seen. */
function recognise(evidence: CniEvidence): CniFacts | undefined {
  const sightings = ENGINES.flatMap((engine): Sighting[] => {
    const agent = evidence.agents.find((candidate) => isEngine(candidate, engine));
    if (agent === undefined) return [];
    const says = engine.enforcement?.(agent, evidence) ?? { enforced: 'yes', because: '' };
    return [{ engine, agent, enforcement: asFarAsReady(agent, says) }];
  });
  const best =
    sightings.find((item) => item.enforcement.enforced === 'yes') ??
    sightings.find((item) => item.enforcement.enforced === 'unknown') ??
    sightings[0];
  if (best === undefined) return undefined;
  const others = sightings.filter((item) => item !== best).map((item) => item.engine.title);
  return {
    profile: best.engine.profile,
    enforced: best.enforcement.enforced,
    evidence: describe(best, others),
    assumed: false,
  };
}

/** Rules an agent installed may outlive it, so an engine that is down everywhere is neither proven nor disproven. */
function asFarAsReady(agent: Agent, says: Enforcement): Enforcement {
  const { desired, ready } = agent;
  if (desired === undefined || ready === undefined || ready >= desired) return says;
  const state = `${String(ready)} of ${String(desired)} agents ready`;
  const because = says.because === '' ? state : `${says.because}; ${state}`;
  return { enforced: ready === 0 && says.enforced === 'yes' ? 'unknown' : says.enforced, because };
}

/** An image decides; a name counts only when no image is visible, since distributions rename and clusters keep left-overs. */
function isEngine(agent: Agent, engine: EngineSignature): boolean {
  const images = agent.containers.map((container) => container.image).filter((image) => image !== '');
  if (images.some((image) => engine.images.test(withTag(image)))) return true;
  return (
    engine.names.test(agent.name) &&
    (images.length === 0 || agent.containers.some((container) => engine.names.test(container.name)))
  );
}

/** Images without tag or digest mean `latest`; the patterns rely on the separator. */
function withTag(image: string): string {
  const lastPart = image.slice(image.lastIndexOf('/') + 1);
  return lastPart.includes(':') || image.includes('@') ? image : `${image}:latest`;
}

function describe({ engine, agent, enforcement }: Sighting, others: readonly string[]): string {
  const image = agent.containers.map((container) => container.image).find((text) => engine.images.test(withTag(text)));
  const reason = enforcement.because === '' ? '' : `; ${enforcement.because}`;
  const beside = others.length === 0 ? '' : `; beside ${others.join(', ')}`;
  return `${engine.title}: DaemonSet ${agent.namespace}/${agent.name}${image === undefined ? '' : ` (${image})`}${reason}${beside}`;
}

const K3S_ARGUMENTS = 'k3s.io/node-args';

/** Distributions whose engine runs inside the kubelet's process show only on their nodes. */
function fromNodes(nodes: readonly RawObject[]): CniFacts | undefined {
  const versions = nodes.map((node) => asText(memberAt(node.status, 'nodeInfo', 'kubeletVersion')) ?? '');
  if (versions.some((version) => version.includes('+k3s'))) return k3s(nodes);
  if (versions.some((version) => version.includes('-gke.'))) {
    return {
      profile: 'none',
      enforced: 'no',
      evidence: 'GKE nodes without Dataplane V2 or Calico: network policy enforcement is not switched on',
      assumed: false,
    };
  }
  return undefined;
}

function k3s(nodes: readonly RawObject[]): CniFacts {
  const args = nodes.flatMap((node) => node.metadata.annotations?.[K3S_ARGUMENTS] ?? []);
  const off = args.some((text) => text.includes('--disable-network-policy'));
  const enforced = off ? 'no' : args.length > 0 ? 'yes' : 'unknown';
  const because = off
    ? 'a server has --disable-network-policy'
    : args.length > 0
      ? 'not disabled in node arguments'
      : 'node arguments are not visible';
  return { profile: 'kube-router', enforced, evidence: `k3s built-in policy engine: ${because}`, assumed: false };
}
