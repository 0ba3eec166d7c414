import type { Diagnostic } from '../../model/diagnostic.js';
import { asList, member } from '../../model/json-value.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import type { Labels } from '../../model/selector.js';
import { IpSet } from '../../sets/ip-set.js';
import { shown } from '../shown-value.js';
import { type Addresses, EVERY_ADDRESS } from './area.js';
import { labelsInNamespace, ownLabels } from './endpoint-labels.js';
import { readNet } from './read-net.js';
import { evaluate, type LabelOf, type SelectorExpression } from './selector.js';

/** Something that is no pod but has labels and addresses: a network set or a host endpoint. */
export interface LabelledNets {
  readonly labelOf: LabelOf;
  readonly nets: IpSet;
  /** What it may hold besides, because part of it cannot be read. */
  readonly perhaps: IpSet;
}

const KNOWN: ReadonlySet<string> = new Set(['nets']);

/** Reads network sets; selectors that match them mean their addresses (semantics 03 §5). */
export function readNetworkSets(
  objects: readonly RawObject[],
  namespaceLabels: (namespace: string) => Labels | null,
): { readonly sets: readonly LabelledNets[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const sets = objects.map((object): LabelledNets => {
    const { kind, metadata, spec } = object;
    const texts = asList(member(spec, 'nets'));
    const ranges = texts.map((text) => (typeof text === 'string' ? readNet(text) : null));
    for (const [index, range] of ranges.entries()) {
      if (range !== null) continue;
      diagnostics.push(
        problem(
          object,
          'POLICY.INVALID_CIDR',
          `spec.nets[${String(index)}]`,
          `${shown(texts[index])} is not a CIDR or an address, for example 10.0.0.0/8`,
        ),
      );
    }
    const strange = Object.keys(spec ?? {}).filter((field) => !KNOWN.has(field));
    for (const field of strange) {
      diagnostics.push(
        problem(
          object,
          'POLICY.UNKNOWN_FIELD',
          `spec.${field}`,
          `Fenceline does not know the field ${field}; the set may hold any address`,
        ),
      );
    }
    const labels = metadata.labels ?? {};
    const namespace = metadata.namespace ?? 'default';
    const isVague =
      strange.length > 0 ||
      ranges.includes(null) ||
      (texts.length === 0 && member(spec, 'nets') !== undefined && !Array.isArray(member(spec, 'nets')));
    return {
      labelOf:
        kind === 'NetworkSet' ? labelsInNamespace(labels, namespace, namespaceLabels(namespace)) : ownLabels(labels),
      nets: IpSet.of(ranges.filter((range) => range !== null)),
      perhaps: isVague ? EVERY_ADDRESS : IpSet.none,
    };
  });
  return { sets, diagnostics };
}

/** The addresses of everything a selector matches. */
export function addressesOf(sets: readonly LabelledNets[], selector: SelectorExpression): Addresses {
  let certain = IpSet.none;
  let possible = IpSet.none;
  for (const { labelOf, nets, perhaps } of sets) {
    const answer = evaluate(selector, labelOf);
    if (answer === true) certain = certain.union(nets);
    if (answer !== false) possible = possible.union(nets).union(perhaps);
  }
  return { certain, possible };
}

function problem(object: RawObject, code: string, field: string, message: string): Diagnostic {
  const { source } = object;
  return {
    severity: 'error',
    code,
    message,
    object: refOf(object),
    field,
    ...(source === undefined ? {} : { source }),
  };
}
