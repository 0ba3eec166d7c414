import { type Evidence, seen } from '../evidence.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link } from '../link.js';
import type { LinkDetector } from '../link-detector.js';
import { exportedServices, MCS_GROUPS } from './mcs-exports.js';

/**
 * R5: a Service of the second cluster is exported, and the first imports one of that namespace and name. Anyone who may
 * create a ServiceExport in a namespace of that name adds pods to it (semantics 09 §3.5).
 */
export const mcsApi: LinkDetector = {
  technology: 'mcs-api',
  detect(from, to) {
    const imports = new Map(
      MCS_GROUPS.flatMap((group) => objectsOf(from.model, `${group}/ServiceImport`)).map((object) => [
        `${object.metadata.namespace ?? 'default'}/${object.metadata.name}`,
        object,
      ]),
    );
    return exportedServices(to).flatMap((service): Link[] => {
      const name = `${service.namespace}/${service.name}`;
      const imported = imports.get(name);
      if (imported === undefined) return [];
      const slices = slicesFrom(from, to, service.namespace, service.name);
      const evidence: Evidence[] = [
        seen(from.name, imported, 'imports the Service'),
        { cluster: to.name, object: service.ref, text: 'is exported' },
        ...slices,
      ];
      return [
        {
          kind: 'R5',
          technology: 'mcs-api',
          subject: name,
          from: from.name,
          to: to.name,
          premise: 'possible',
          strength: 'both-sides',
          because: [
            slices.length > 0
              ? 'whether the network routes the imported pod addresses is not in the API'
              : 'no EndpointSlice shows that an implementation of the API is running',
          ],
          evidence,
          route: {
            kind: 'pods',
            sourceKept: false,
            targets: service.ports.flatMap(({ targets }) => targets),
            trust: null,
          },
        },
      ];
    });
  },
};

const SOURCE = 'multicluster.kubernetes.io/source-cluster';
const OF_SERVICE = 'multicluster.kubernetes.io/service-name';

/** EndpointSlices in the importing cluster that hold pods of the exporting one. */
function slicesFrom(from: FleetMember, to: FleetMember, namespace: string, service: string): Evidence[] {
  const ids = new Set([to.name, to.facts.names.cilium.name, to.facts.names.submariner.clusterId]);
  return objectsOf(from.model, 'discovery.k8s.io/EndpointSlice')
    .filter(({ metadata: { labels = {}, namespace: own } }) => {
      const source = labels[SOURCE];
      return (
        source !== undefined && ids.has(source) && own === namespace && (labels[OF_SERVICE] ?? service) === service
      );
    })
    .map((slice) => seen(from.name, slice, `holds pods of ${to.name}`));
}
