import type { NetworkModel } from '#src/engine/model/network-model.js';
import { formatIp, parseIp } from '#src/engine/sets/ip-address.js';
import { Problem } from '#src/lib/problem.js';

/** What a text names in one snapshot: pod groups (at least one), or an address no pod has. */
export type FoundEnd =
  { readonly groups: readonly number[]; readonly name: string } | { readonly ip: string; readonly name: string };

/**
 * Finds `namespace/pod`, `namespace/name`, `namespace/Kind/name` or an address. Kinds match in any case.
 * @param field input field named in the problem
 * @throws Problem `INPUT.INVALID` when the snapshot has nothing of that name
 */
export function findEnd(model: NetworkModel, text: string, field: string): FoundEnd {
  const address = parseIp(text);
  if (address !== null) {
    const ip = formatIp(address);
    const group = model.groups.findIndex(
      ({ hostNetwork, members }) => !hostNetwork && members.some(({ ips }) => ips.includes(ip)),
    );
    return group < 0 ? { ip, name: text } : { groups: [group], name: text };
  }
  const [namespace = '', second = '', third, ...rest] = text.split('/');
  if (namespace === '' || second === '' || rest.length > 0) {
    throw Problem.field(field, `"${text}" names no end; write NAMESPACE/POD, NAMESPACE/KIND/NAME or an IP address`);
  }
  const name = third ?? second;
  const pods = third === undefined || second.toLowerCase() === 'pod' ? groupsOfPod(model, namespace, name) : [];
  const groups =
    pods.length > 0 ? pods : groupsOfWorkload(model, namespace, third === undefined ? undefined : second, name);
  if (groups.length === 0) throw Problem.field(field, `the snapshot has no pod or workload "${text}"`);
  return { groups, name: text };
}

function groupsOfPod(model: NetworkModel, namespace: string, name: string): number[] {
  const found = model.groups.findIndex(
    (group) => group.namespace === namespace && group.members.some((pod) => pod.name === name),
  );
  return found < 0 ? [] : [found];
}

function groupsOfWorkload(model: NetworkModel, namespace: string, kind: string | undefined, name: string): number[] {
  return model.workloads
    .filter((workload) => workload.namespace === namespace && workload.name === name)
    .filter((workload) => kind === undefined || workload.kind.toLowerCase() === kind.toLowerCase())
    .flatMap(({ groups }) => groups);
}
