import { asList, asText, member } from '#src/engine/model/json-value.js';
import type { RawObject } from '#src/engine/model/raw-object.js';

/** Where a ConfigMap of a network plugin or mesh lives. */
interface Home {
  readonly names: readonly string[];
  /** Namespaces installers use. */
  readonly namespaces: readonly string[];
  /** Images of pods that stand beside it, wherever somebody installed them. */
  readonly beside?: RegExp;
}

const HOMES: readonly Home[] = [
  { names: ['cilium-config'], namespaces: ['kube-system', 'cilium'], beside: /\/(?:cilium|anetd)(?:-dev|-ci)?[:@]/ },
  { names: ['amazon-vpc-cni'], namespaces: ['kube-system'] },
  { names: ['antrea-config'], namespaces: ['kube-system'] },
  { names: ['calico-config'], namespaces: ['kube-system'] },
  { names: ['canal-config'], namespaces: ['kube-system'] },
  { names: ['kube-flannel-cfg'], namespaces: ['kube-flannel', 'kube-system'] },
  { names: ['kube-router-cfg'], namespaces: ['kube-system'] },
  { names: ['azure-npm-config'], namespaces: ['kube-system'] },
  { names: ['kube-proxy', 'kubeadm-config'], namespaces: ['kube-system'] },
  { names: ['ovnkube-config'], namespaces: ['openshift-ovn-kubernetes'] },
  { names: ['ovn-config'], namespaces: ['ovn-kubernetes'] },
  { names: ['istio', 'istio-sidecar-injector', 'istio-ca-root-cert'], namespaces: ['istio-system'], beside: /\/pilot[:@]/ },
  { names: ['linkerd-config', 'linkerd-identity-trust-roots'], namespaces: ['linkerd'], beside: /linkerd\/(?:controller|policy-controller)[:@]/ },
  { names: ['consul-server-config', 'consul-consul-server-config'], namespaces: ['consul'], beside: /hashicorp\/consul(?:-enterprise)?[:@]/ },
]; // prettier-ignore

/** One ConfigMap to ask for. */
export interface WantedConfigMap {
  readonly namespace: string;
  readonly name: string;
}

/** Every ConfigMap name the credential may get; the generated ClusterRole follows this list. */
export const CONFIG_MAP_NAMES: readonly string[] = [...new Set(HOMES.flatMap(({ names }) => names))].sort();

/**
 * The ConfigMaps that may exist in this cluster, sorted: those of the usual namespaces that exist, of namespaces where the
 * program's pods run, and of each revision of Istio that a namespace asks for.
 */
export function wantedConfigMaps(namespaces: readonly RawObject[], pods: readonly RawObject[]): WantedConfigMap[] {
  const existing = new Set(namespaces.map(({ metadata }) => metadata.name));
  const images = imagesByNamespace(pods);
  const revisions = [...new Set(namespaces.flatMap(({ metadata }) => metadata.labels?.['istio.io/rev'] ?? []))].filter(
    (revision) => revision !== 'default' && /^[a-z0-9-]{1,63}$/.test(revision),
  );
  const found = HOMES.flatMap(({ names, namespaces: usual, beside }) => {
    const homes = new Set(usual.filter((namespace) => existing.has(namespace)));
    if (beside !== undefined)
      for (const [namespace, list] of images) if ([...list].some((image) => beside.test(`/${image}`))) homes.add(namespace);
    const all = names.includes('istio') ? [...names, ...revisions.map((revision) => `istio-${revision}`)] : names;
    return [...homes].flatMap((namespace) => all.map((name) => ({ namespace, name })));
  }); // prettier-ignore
  return found.sort((a, b) => order(a.namespace, b.namespace) || order(a.name, b.name));
}

function imagesByNamespace(pods: readonly RawObject[]): ReadonlyMap<string, ReadonlySet<string>> {
  const images = new Map<string, Set<string>>();
  for (const { metadata, spec } of pods) {
    const namespace = metadata.namespace ?? 'default';
    const known = images.get(namespace) ?? new Set<string>();
    images.set(namespace, known);
    for (const container of asList(member(spec, 'containers'))) known.add(asText(member(container, 'image')) ?? '');
  }
  return images;
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
