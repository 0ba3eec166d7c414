import type { RawObject } from '../../model/raw-object.js';
import { seen } from '../evidence.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link } from '../link.js';
import type { LinkDetector } from '../link-detector.js';

/** Registrations of one cluster in the control plane of another. */
const REGISTRATIONS = [
  'cluster.open-cluster-management.io/ManagedCluster',
  'cluster.karmada.io/Cluster',
  'cluster.x-k8s.io/Cluster',
];

/**
 * R6: whoever controls the first cluster controls the second: credentials of the second are stored in the first, or it
 * is registered there. Only names and labels of Secrets are ever looked at, and live snapshots do not read Secrets at
 * all; that is reported as not known, never as absent (semantics 09 §2).
 */
export const controlPlaneTrust: LinkDetector = {
  technology: 'control-plane-trust',
  detect(from, to) {
    const names = namesOf(to);
    const found = [
      ...objectsOf(from.model, 'core/Secret').filter((secret) => isCredential(secret, names)),
      ...REGISTRATIONS.flatMap((kind) => objectsOf(from.model, kind)).filter(({ metadata }) =>
        names.has(metadata.name),
      ),
    ];
    if (found.length === 0) return [];
    const link: Link = {
      kind: 'R6',
      technology: 'control-plane-trust',
      subject: '',
      from: from.name,
      to: to.name,
      premise: 'possible',
      strength: 'one-side',
      because: ['what the stored credentials may do is not known'],
      evidence: found.slice(0, 20).map((object) => seen(from.name, object, textOf(object, to.name))),
      route: null,
    };
    return [link];
  },
};

/** What the cluster may be called in somebody else's objects. */
function namesOf({ name, facts }: FleetMember): ReadonlySet<string> {
  const { istio, cilium, submariner } = facts.names;
  return new Set([name, istio.clusterId, cilium.name, submariner.clusterId].filter((one) => one !== undefined));
}

function isCredential(
  { metadata: { name, labels = {}, annotations = {} } }: RawObject,
  names: ReadonlySet<string>,
): boolean {
  if (labels['argocd.argoproj.io/secret-type'] === 'cluster') return names.has(name.replace(/^cluster-/, ''));
  if (labels['istio/multiCluster'] === 'true') {
    return (
      names.has(annotations['networking.istio.io/cluster'] ?? '') ||
      names.has(name.replace(/^istio-remote-secret-/, ''))
    );
  }
  return (
    name.endsWith('-kubeconfig') &&
    names.has(labels['cluster.x-k8s.io/cluster-name'] ?? name.replace(/-kubeconfig$/, ''))
  );
}

function textOf({ kind, metadata: { labels = {} } }: RawObject, cluster: string): string {
  if (kind !== 'Secret') return `registers ${cluster}`;
  if (labels['argocd.argoproj.io/secret-type'] === 'cluster') return `holds the access of Argo CD to ${cluster}`;
  return labels['istio/multiCluster'] === 'true'
    ? `holds the access of istiod to ${cluster}`
    : `holds a kubeconfig of ${cluster}`;
}
