import { z } from 'zod';

/** Names a cluster inside another answer. */
export const clusterRefView = z
  .object({
    id: z.uuid().describe('Public id of the cluster'),
    name: z.string().describe('Name of the cluster'),
  })
  .meta({ id: 'ClusterRef', description: 'Names a cluster.' });

export type ClusterRef = z.infer<typeof clusterRefView>;

/** What the connection test saw. */
export const preflightView = z
  .object({
    at: z.iso.datetime().describe('When the cluster was asked'),
    version: z.string().nullable().describe('Kubernetes version the server reports'),
    kindsFound: z.array(z.string()).describe('Kinds that can be read, as `group/Kind`'),
    kindsForbidden: z
      .array(z.string())
      .describe('Kinds the credential may not list: answers that need them are unknown'),
    powers: z.array(z.string()).describe('What the credential can do beyond reading network objects; empty is right'),
  })
  .meta({ id: 'Preflight', description: 'Result of the connection test of a cluster.' });

export type PreflightView = z.infer<typeof preflightView>;

/** A failure as shown to people: a stable code and a sentence, never a secret. */
export const failureView = z
  .object({
    code: z.string().describe('Stable problem code, e.g. `CLUSTER.UNREACHABLE`'),
    message: z.string().describe('What happened and what to do'),
  })
  .meta({ id: 'Failure', description: 'Why something did not work.' });

export const clusterSource = z.enum(['kubernetes', 'bundle']).meta({
  id: 'ClusterSource',
  description: 'Where snapshots come from: an API server, or uploaded manifests.',
});

export const clusterState = z.enum(['pending', 'ready', 'failing', 'changed', 'deleted']).meta({
  id: 'ClusterState',
  description: '`changed`: another cluster answers at the registered address; snapshots stop until someone decides.',
});

export const truth = z.enum(['yes', 'no', 'unknown']).meta({ id: 'Truth', description: 'Three-valued truth.' });

/** A registered cluster as answers show it; the credential is never part of it. */
export const clusterView = z
  .object({
    id: z.uuid().describe('Public id'),
    name: z.string().describe('Unique name'),
    source: clusterSource,
    labels: z.record(z.string(), z.string()).describe('Free labels, e.g. `env`, `region`'),
    state: clusterState,
    serverUrl: z.string().nullable().describe('Address of the API server; null for bundles and for restricted callers'),
    tlsServerName: z
      .string()
      .nullable()
      .describe('Name the server certificate is checked against, when not the host of serverUrl'),
    credentialType: z
      .enum(['token', 'client-certificate'])
      .meta({ id: 'CredentialType', description: 'Kind of credential.' })
      .nullable()
      .describe('Kind of credential kept; the credential itself is never answered'),
    kubeVersion: z.string().nullable().describe('Kubernetes version seen last'),
    kubeSystemUid: z.string().nullable().describe('UID of the kube-system namespace, the pinned identity'),
    cni: z.string().nullable().describe('Network plugin profile recognised in the last assessed snapshot'),
    enforced: truth
      .nullable()
      .describe('Whether the network plugin enforces policies; null before the first assessment'),
    coverage: z.number().nullable().describe('Share of the required inputs that were read and fresh, 0 to 1'),
    intervalSeconds: z.number().int().describe('Seconds between snapshots'),
    nextDueAt: z.iso.datetime().nullable().describe('When the next snapshot is due'),
    preflight: preflightView.nullable().describe('Last connection test'),
    overrideReason: z.string().nullable().describe('Why a credential that can do too much was accepted'),
    lastError: failureView.nullable().describe('Why the last run failed; null after a success'),
    sequence: z.number().int().nullable().describe('Sequence number of the newest snapshot'),
    observedAt: z.iso.datetime().nullable().describe('When the newest snapshot was taken'),
    assessedSequence: z.number().int().nullable().describe('Sequence number of the newest assessed snapshot'),
    stale: z.boolean().describe('True when the newest snapshot is older than two intervals: scores may no longer hold'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Cluster', description: 'A registered source of snapshots.' });

export type ClusterView = z.infer<typeof clusterView>;
