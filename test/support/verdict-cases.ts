import { buildModel } from '#src/engine/model/build-model.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { CniProfileId } from '#src/engine/model/snapshot-facts.js';
import type { End } from '#src/engine/reachability/flow.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { verdictOn } from '#src/engine/reachability/verdict.js';
import { factsOf } from './network-model.js';

/** `ALLOW`: certainly permitted. `DENY`: certainly not. `COND`: cannot be said. */
export type Verdict = 'ALLOW' | 'COND' | 'DENY';

/** One row of a truth table: objects, and what becomes of single packets. */
export interface VerdictCase {
  readonly name: string;
  readonly objects: readonly unknown[];
  /** `namespace/pod` or address → `namespace/pod` or address, then protocol/port; default TCP/80. */
  readonly flows: Readonly<Record<string, Verdict>>;
  readonly cni?: CniProfileId;
  /** True when the objects show which plugin runs, so that none is chosen. */
  readonly detected?: boolean;
}

const VERDICTS = { allowed: 'ALLOW', unknown: 'COND', denied: 'DENY' } as const;

/** What the engine says to every flow of a case. */
export function verdictsOf({ objects, flows, cni, detected = false }: VerdictCase): Record<string, Verdict> {
  const model = buildModel({ ...factsOf(objects), ...(cni === undefined || detected ? {} : { cni }) });
  const reach = Reachability.build(model);
  return Object.fromEntries(
    Object.keys(flows).map((flow) => {
      const [from = '', to = '', packet = 'TCP/80'] = flow.split(/ -> | /);
      const [protocol = '', port = '1'] = packet.split('/');
      return [flow, VERDICTS[verdictOn(reach.explain(endOf(model, from), endOf(model, to)), protocol, Number(port))]];
    }),
  );
}

/** A pod by its name, or an address. */
export function endOf(model: NetworkModel, text: string): End {
  const [namespace, name] = text.split('/');
  if (name === undefined) return { ip: text };
  const group = model.groups.findIndex(
    (candidate) => candidate.namespace === namespace && candidate.members.some((member) => member.name === name),
  );
  if (group < 0) throw new Error(`${text} is not a pod of the case`);
  return { group, pod: name };
}
