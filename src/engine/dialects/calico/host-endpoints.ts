import type { Diagnostic } from '../../model/diagnostic.js';
import { asText, asTextList, member } from '../../model/json-value.js';
import { type ObjectRef, type RawObject, refOf } from '../../model/raw-object.js';
import { IpSet } from '../../sets/ip-set.js';
import { ownLabels } from './endpoint-labels.js';
import type { LabelledNets } from './network-sets.js';
import { readNet } from './read-net.js';

/** A HostEndpoint: interfaces of a node that policies can select (semantics 03 §7). */
export interface HostEndpoint extends LabelledNets {
  readonly ref: ObjectRef;
  readonly node: string;
  /** It stands for every interface of its node, not for one of them. */
  readonly isWhole: boolean;
  /** Its profile allows what no policy decides. */
  readonly isOpen: boolean;
}

/** Profiles that allow everything: the one of automatic host endpoints, and those of namespaces. */
const OPEN_PROFILE = /^(?:projectcalico-default-allow$|kns\.)/;

/** Reads host endpoints; one without a node stands for nothing that runs. */
export function readHostEndpoints(objects: readonly RawObject[]): {
  readonly hosts: readonly HostEndpoint[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const hosts: HostEndpoint[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const object of objects) {
    const { spec, metadata } = object;
    const node = asText(member(spec, 'node'));
    if (node === undefined) {
      const message = `HostEndpoint ${metadata.name} names no node; it protects nothing`;
      diagnostics.push({
        severity: 'warning',
        code: 'POLICY.INVALID_HOST_ENDPOINT',
        message,
        object: refOf(object),
        field: 'spec.node',
      });
      continue;
    }
    const expected = asTextList(member(spec, 'expectedIPs')).flatMap((text) => readNet(text) ?? []);
    hosts.push({
      ref: refOf(object),
      labelOf: ownLabels(metadata.labels ?? {}),
      nets: IpSet.of(expected),
      perhaps: IpSet.none,
      node,
      isWhole: member(spec, 'interfaceName') === '*',
      isOpen: asTextList(member(spec, 'profiles')).some((profile) => OPEN_PROFILE.test(profile)),
    });
  }
  return { hosts, diagnostics };
}
