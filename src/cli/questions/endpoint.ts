import type { NetworkModel, Workload } from '#src/engine/model/network-model.js';
import { formatIp, parseIp } from '#src/engine/sets/ip-address.js';
import { Problem } from '#src/lib/problem.js';
import { nearest } from '../output/nearest.js';

/** An end of a question, found in the model: pods of the cluster, or an address that no pod has. */
export type Endpoint =
  | {
      readonly kind: 'pods';
      /** How answers name it: `ns/pod` or `ns/name[Kind]`. */
      readonly name: string;
      /** Groups it may be; any of their pods is meant. Never empty. */
      readonly groups: readonly number[];
      /** Set when exactly one pod is meant; a pod always reaches itself. */
      readonly pod?: string;
    }
  | { readonly kind: 'address'; readonly name: string; readonly ip: string };

const SHORT_KINDS: Readonly<Record<string, string>> = {
  po: 'pod',
  deploy: 'deployment',
  rs: 'replicaset',
  sts: 'statefulset',
  ds: 'daemonset',
  cj: 'cronjob',
  rc: 'replicationcontroller',
  vm: 'virtualmachine',
};

const FORMS = 'Write NAMESPACE/POD, NAMESPACE/KIND/NAME or an IP address.';

/**
 * Finds what an endpoint of a question names: `ns/pod`, `ns/Kind/name`, `ns/name[Kind]` (as answers print it) or an IP.
 * @param option where it was given, for messages, e.g. `--from`
 * @throws Problem `INPUT.INVALID` naming the option, the value and the nearest thing that exists
 */
export function findEndpoint(model: NetworkModel, text: string, option: string): Endpoint {
  const address = parseIp(text);
  if (address !== null)
    return podWithAddress(model, formatIp(address)) ?? { kind: 'address', name: text, ip: formatIp(address) };
  const printed = /^([^/]+)\/(.+)\[(\w+)\]$/.exec(text);
  const parts = printed === null ? text.split('/') : [printed[1] ?? '', printed[3] ?? '', printed[2] ?? ''];
  const [namespace = '', second = '', third] = parts;
  if (/^\S+\/\d+$/.test(text) && parseIp(namespace) !== null) {
    throw Problem.field(option, `"${text}" is a range; ask about one address in it, for example ${namespace}`);
  }
  if (parts.length > 3 || namespace === '' || second === '' || third === '') {
    throw Problem.field(option, `"${text}" names no endpoint. ${FORMS}${suggestion(text, allNames(model))}`);
  }
  if (!model.namespaces.has(namespace)) {
    const known = [...model.namespaces.keys()];
    throw Problem.field(
      option,
      `the input has no namespace "${namespace}"${suggestion(namespace, known)}${list(known, 'It has')}`,
    );
  }
  return third === undefined
    ? podOrWorkload(model, namespace, second, option)
    : ofKind(model, namespace, second, third, option);
}

function podOrWorkload(model: NetworkModel, namespace: string, name: string, option: string): Endpoint {
  const pod = podNamed(model, namespace, name);
  if (pod !== undefined) return pod;
  const workloads = model.workloads.filter((workload) => workload.namespace === namespace && workload.name === name);
  const [workload] = workloads;
  if (workload === undefined) throw unknown(model, namespace, name, option);
  if (workloads.length > 1) {
    const forms = workloads.map(({ kind }) => `${namespace}/${kind}/${name}`).join(' or ');
    throw Problem.field(option, `"${namespace}/${name}" is more than one workload; write ${forms}`);
  }
  return endpointOf(workload);
}

function ofKind(model: NetworkModel, namespace: string, kind: string, name: string, option: string): Endpoint {
  const lower = kind.toLowerCase();
  const wanted = Object.hasOwn(SHORT_KINDS, lower) ? SHORT_KINDS[lower] : lower;
  if (wanted === 'pod') {
    const pod = podNamed(model, namespace, name);
    if (pod !== undefined) return pod;
  }
  const workload = model.workloads.find(
    (candidate) =>
      candidate.namespace === namespace && candidate.name === name && candidate.kind.toLowerCase() === wanted,
  );
  if (workload === undefined) throw unknown(model, namespace, `${kind}/${name}`, option);
  return endpointOf(workload);
}

function endpointOf({ namespace, kind, name, groups }: Workload): Endpoint {
  return { kind: 'pods', name: `${namespace}/${name}[${kind}]`, groups };
}

function podNamed(model: NetworkModel, namespace: string, name: string): Endpoint | undefined {
  return findPod(model, (group, member) => group.namespace === namespace && member.name === name);
}

function podWithAddress(model: NetworkModel, ip: string): Endpoint | undefined {
  return findPod(model, (group, member) => !group.hostNetwork && member.ips.includes(ip));
}

function findPod(
  model: NetworkModel,
  matches: (
    group: NetworkModel['groups'][number],
    member: NetworkModel['groups'][number]['members'][number],
  ) => boolean,
): Endpoint | undefined {
  for (const [index, group] of model.groups.entries()) {
    if (group.fromTemplate) continue;
    const member = group.members.find((candidate) => matches(group, candidate));
    if (member === undefined) continue;
    const name = `${group.namespace}/${member.name}`;
    return { kind: 'pods', name, groups: [index], pod: name };
  }
  return undefined;
}

function unknown(model: NetworkModel, namespace: string, name: string, option: string): Problem {
  const inside = allNames(model).filter((known) => known.startsWith(`${namespace}/`));
  const hint = suggestion(`${namespace}/${name}`, inside) || suggestion(name, allNames(model));
  return Problem.field(
    option,
    `namespace "${namespace}" has no pod or workload "${name}"${hint}${list(inside, 'It has')}`,
  );
}

/** Every name an endpoint could have been given: workloads with and without kind, and pods. */
function allNames(model: NetworkModel): string[] {
  const workloads = model.workloads.flatMap(({ namespace, kind, name }) => [
    `${namespace}/${name}`,
    `${namespace}/${kind}/${name}`,
  ]);
  const pods = model.groups.filter(({ fromTemplate }) => !fromTemplate);
  return [...workloads, ...pods.flatMap(({ namespace, members }) => members.map(({ name }) => `${namespace}/${name}`))];
}

function suggestion(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return close === undefined ? '' : `; did you mean "${close}"?`;
}

const LISTED = 8;

function list(names: readonly string[], intro: string): string {
  const short = names.filter((name) => name.split('/').length < 3);
  if (short.length === 0) return '';
  const more = short.length > LISTED ? ` and ${String(short.length - LISTED)} more` : '';
  return `. ${intro}: ${[...new Set(short)].slice(0, LISTED).join(', ')}${more}.`;
}
