import { asList, asText, asTextList, member } from '#src/engine/model/json-value.js';
import type { RawObject } from '#src/engine/model/raw-object.js';

const OWN_LABELS = 'projectcalico.org/';

/**
 * Some NCA cases list Calico's WorkloadEndpoints in place of the pods they stand for; the Kubernetes API shows both.
 * Makes the pods.
 */
export function withNcaPods(objects: readonly RawObject[]): RawObject[] {
  return objects.flatMap((object) => (object.kind === 'WorkloadEndpoint' ? podOf(object) : [object]));
}

function podOf({ metadata, spec, source }: RawObject): RawObject[] {
  const name = asText(member(spec, 'pod'));
  if (name === undefined) return [];
  const labels = Object.entries(metadata.labels ?? {});
  const account = labels.find(([key]) => key === `${OWN_LABELS}serviceaccount`)?.[1];
  const addresses = asTextList(member(spec, 'ipNetworks')).map((net) => net.replace(/\/\d+$/, ''));
  return [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
        labels: Object.fromEntries(labels.filter(([key]) => !key.startsWith(OWN_LABELS))),
      },
      spec: {
        ...(account === undefined ? {} : { serviceAccountName: account }),
        nodeName: asText(member(spec, 'node')) ?? '',
        containers: [
          {
            ports: asList(member(spec, 'ports')).map((port) => ({
              name: member(port, 'name'),
              protocol: member(port, 'protocol'),
              containerPort: member(port, 'port'),
            })),
          },
        ],
      },
      status: { phase: 'Running', podIPs: addresses.map((ip) => ({ ip })) },
      ...(source === undefined ? {} : { source }),
    },
  ];
}
