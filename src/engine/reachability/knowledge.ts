import { keyOfKind } from '../dialects/dialect.js';
import { DIRECTIONS, type Direction, type Doubt, type Policy } from '../dialects/policy.js';
import { doubtsOfUnmodelled } from '../dialects/unmodelled.js';
import { isCovered } from '../model/coverage.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { isContested, namespaceOf } from '../model/duplicate-objects.js';
import { KNOWN_KINDS } from '../model/known-kinds.js';
import type { NetworkModel } from '../model/network-model.js';
import { refOf } from '../model/raw-object.js';
import type { Settings } from './options.js';

/** What all dialects understood of one cluster, and everything that stays in doubt. */
export interface Knowledge {
  readonly policies: readonly Policy[];
  readonly doubts: readonly Doubt[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Lowers the policies of a cluster. Where the network plugin enforces nothing, policies are inert. */
export function gatherKnowledge(model: NetworkModel, { cni, dialects }: Settings): Knowledge {
  const lowered = dialects.map((dialect) =>
    dialect.lower(
      dialect.reads.flatMap((kind) => model.objects.get(keyOfKind(kind)) ?? []),
      cni,
    ),
  );
  const diagnostics = lowered.flatMap((part) => part.diagnostics);
  const pluginEnforces = model.cni.enforced !== 'no';
  const unmodelled = doubtsOfUnmodelled(model.objects, model.coverage, pluginEnforces);
  if (!pluginEnforces) return { policies: [], doubts: unmodelled, diagnostics };
  const doubts = [
    ...lowered.flatMap((part) => part.doubts),
    ...unmodelled,
    ...missingKinds(model, dialects),
    ...contested(model),
  ];
  if (model.cni.enforced === 'unknown') doubts.push(unprovenEnforcement(model));
  return { policies: lowered.flatMap((part) => part.policies), doubts, diagnostics };
}

/** A kind that was not read completely may hold policies that isolate any pod, or allow anything to an isolated one. */
function missingKinds(model: NetworkModel, dialects: Settings['dialects']): Doubt[] {
  const kinds = dialects.flatMap((dialect) => dialect.reads.map(keyOfKind));
  return kinds.flatMap((kind) => {
    const state = model.coverage.get(kind);
    const wasRead = state === undefined ? model.facts.origin === 'offline' : isCovered(state);
    return wasRead
      ? []
      : [everywhere(`${kind} objects could not all be read (${state ?? 'never asked for'})`, DIRECTIONS, true)];
  });
}

/** A policy defined twice with different content: which of the two is in force depends on the order of applying them. */
function contested({ objects }: NetworkModel): Doubt[] {
  return [...objects.entries()].flatMap(([key, found]) => {
    const known = KNOWN_KINDS.get(key);
    if (known?.role !== 'policy') return [];
    return found.filter(isContested).map((object): Doubt => {
      const namespace = namespaceOf(object);
      const name = `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${object.metadata.name}`;
      const doubt = everywhere(`${name} is defined twice with different content`, DIRECTIONS, true);
      return { ...doubt, object: refOf(object), ...(namespace === undefined ? {} : { namespace }) };
    });
  });
}

function unprovenEnforcement(model: NetworkModel): Doubt {
  return everywhere(`nothing proves that NetworkPolicies are enforced: ${model.cni.evidence}`, DIRECTIONS, false);
}

function everywhere(reason: string, directions: readonly Direction[], closes: boolean): Doubt {
  return { reason, directions, closes, opens: true, externalOnly: false };
}
