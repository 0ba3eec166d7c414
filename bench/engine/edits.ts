import type { RawObject } from '#src/engine/model/raw-object.js';
import { refOf } from '#src/engine/model/raw-object.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';

const EDITS = 300;

/** CPU milliseconds of one-policy edits with their exact pod-pair counts. */
export interface EditFigures {
  readonly editP50: number;
  readonly editP95: number;
  /** Edits the live engine handed back for a full build; anything but 0 is a defect of the bench or the engine. */
  readonly refused: number;
}

/** Edits policies spread over the cluster: a port more, another application, or the policy gone and back. */
export function measureEdits(reach: Reachability): EditFigures {
  const policies = reach.model.objects.get('networking.k8s.io/NetworkPolicy') ?? [];
  const live = reach.live();
  const times: number[] = [];
  let refused = 0;
  for (let i = 0; i < EDITS; i++) {
    const object = policies[Math.floor((i * policies.length) / EDITS)];
    if (object === undefined) continue;
    const before = process.cpuUsage();
    const outcome = live.editObject(refOf(object), edited(object, i));
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
    if (outcome === null) refused++;
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { editP50: at(0.5), editP95: at(0.95), refused };
}

interface EditableSpec {
  readonly ingress?: readonly object[];
  readonly policyTypes?: readonly string[];
}

function edited(object: RawObject, i: number): RawObject | undefined {
  if (i % 3 === 0) return undefined;
  const spec = object.spec as EditableSpec;
  const rule = { from: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 10_000 + (i % 50) }] };
  return { ...object, spec: { ...spec, ingress: [...(spec.ingress ?? []), rule] } };
}
