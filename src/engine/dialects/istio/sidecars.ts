import { globMatches } from '../../isolation/glob.js';
import { asList, asRecord, asStringMap, asText, asTextList, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { PodGroup } from '../../model/pod-group.js';
import { type ObjectRef, refOf } from '../../model/raw-object.js';
import type { Placed } from '../object-book.js';
import type { ProblemList } from '../problem-list.js';
import { hasLabels } from './peer-authentication.js';

/** A Sidecar resource: which destinations its proxies know. */
export interface Sidecar {
  readonly problems: ProblemList;
  readonly ref: ObjectRef;
  readonly namespace: string;
  /** Labels of the pods it selects; null means all of its namespace. */
  readonly labels: ReadonlyMap<string, string> | null;
  /** `namespace/name` patterns; null means everything. */
  readonly hosts: readonly string[] | null;
  /** What proxies do with destinations they do not know; undefined means as the mesh says. */
  readonly registryOnly: boolean | undefined;
}

/** The Sidecar resources of a cluster by namespace. */
export class Sidecars {
  readonly #byNamespace = new Map<string, Sidecar[]>();

  constructor(
    objects: readonly Placed[],
    private readonly rootNamespace: string,
  ) {
    for (const placed of objects) {
      const sidecar = readSidecar(placed);
      const own = this.#byNamespace.get(sidecar.namespace);
      if (own === undefined) this.#byNamespace.set(sidecar.namespace, [sidecar]);
      else own.push(sidecar);
    }
  }

  /** Those that may configure a pod's proxy: the ones that select it, else its namespace's, else the mesh's. */
  of(group: PodGroup): readonly Sidecar[] {
    const own = this.#byNamespace.get(group.namespace) ?? [];
    const selecting = own.filter(({ labels }) => labels !== null && hasLabels(group.labels, labels));
    if (selecting.length > 0) return selecting;
    const wide = own.filter(({ labels }) => labels === null);
    return wide.length > 0
      ? wide
      : (this.#byNamespace.get(this.rootNamespace) ?? []).filter(({ labels }) => labels === null);
  }

  /** Istio leaves open which of several Sidecars of one level configures a proxy. */
  reportConflicts(groups: readonly PodGroup[]): void {
    const reported = new Set<ProblemList>();
    const report = (rivals: readonly Sidecar[], what: string): void => {
      const [first, ...others] = rivals;
      for (const { problems } of others) {
        if (first === undefined || reported.has(problems)) continue;
        reported.add(problems);
        problems.error(
          'POLICY.CONFLICT',
          'spec.workloadSelector',
          `${what} as Sidecar ${first.namespace}/${first.ref.name}, and Istio does not say which of them counts; keep one`,
        );
      }
    };
    for (const own of this.#byNamespace.values())
      report(
        own.filter(({ labels }) => labels === null),
        'it is for the whole namespace',
      );
    for (const group of groups) {
      const rivals = this.of(group).filter(({ labels }) => labels !== null);
      report(rivals, `it selects the same pods (${group.namespace}/${group.owner.name})`);
    }
  }
}

function readSidecar({ object, namespace, problems }: Placed): Sidecar {
  const { spec } = object;
  const selector = asRecord(member(spec, 'workloadSelector'));
  const listeners = asList(member(spec, 'egress'));
  const mode = asText(memberAt(spec, 'outboundTrafficPolicy', 'mode'));
  return {
    problems,
    ref: { ...refOf(object), namespace },
    namespace,
    labels: selector === undefined ? null : asStringMap(member(selector, 'labels')),
    hosts: listeners.length === 0 ? null : listeners.flatMap((listener) => asTextList(member(listener, 'hosts'))),
    registryOnly: mode === undefined ? undefined : mode === 'REGISTRY_ONLY',
  };
}

/** The groups behind Services that a Sidecar's hosts name; null when they name every Service. */
export function groupsKnownTo(
  { hosts, namespace: own }: Pick<Sidecar, 'hosts' | 'namespace'>,
  { services }: NetworkModel,
): ReadonlySet<number> | null {
  if (hosts === null || hosts.some((host) => host === '*/*')) return null;
  const known = new Set<number>();
  for (const { name, namespace, groups } of services) {
    const full = `${name}.${namespace}.svc.cluster.local`;
    if (hosts.some((host) => names(host, own, namespace, full))) for (const group of groups) known.add(group);
  }
  return known;
}

/** `.` is the Sidecar's own namespace, `*` any, `~` none. */
function names(host: string, own: string, namespace: string, full: string): boolean {
  const slash = host.indexOf('/');
  const where = slash < 0 ? '*' : host.slice(0, slash);
  const what = host.slice(slash + 1);
  const isThere = where === '*' || where === namespace || (where === '.' && own === namespace);
  return isThere && !what.includes('?') && globMatches(what, full);
}
