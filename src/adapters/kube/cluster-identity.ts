import { asText, member, memberAt } from '#src/engine/model/json-value.js';
import { Problem } from '#src/lib/problem.js';
import { caHashOf } from './certificates.js';
import type { ClusterConnection } from './connection.js';
import type { KubeTransport } from './transport.js';

/** Who a cluster is: what it was pinned to at registration, or what it says now. */
export interface ClusterPin {
  readonly kubeSystemUid?: string;
  /** {@link caHashOf} the registered CA. */
  readonly caHash?: string;
}

const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

/** The version text the server gives, e.g. `v1.33.4`. */
export async function readVersion(transport: KubeTransport, retries?: number): Promise<string> {
  const answer = await transport.ask('/version', retries === undefined ? {} : { retries });
  if (!answer.ok) throw new Problem('CLUSTER.PROTOCOL', `The cluster does not tell its version: ${answer.message}`);
  const version = asText(member(answer.body, 'gitVersion'));
  if (version === undefined || !/^v?\d[\w.+-]{0,62}$/.test(version)) {
    throw new Problem(
      'CLUSTER.PROTOCOL',
      'The server does not speak the Kubernetes API at /version: it names no version',
    );
  }
  return version;
}

/** UID of the kube-system namespace: it lives as long as the cluster does. */
export async function readKubeSystemUid(transport: KubeTransport): Promise<string> {
  const answer = await transport.ask('/api/v1/namespaces/kube-system', { accept: METADATA });
  if (!answer.ok && (answer.status === 403 || answer.status === 404)) {
    const fix = 'bind the credential to the fenceline-reader ClusterRole (deploy/clusterrole.yaml)';
    throw new Problem(
      'CREDENTIAL.REJECTED',
      `The credential cannot read the namespace kube-system, by which a cluster is recognised; ${fix}`,
    );
  }
  if (!answer.ok) throw new Problem('CLUSTER.UNREACHABLE', `The cluster cannot be recognised: ${answer.message}`);
  const uid = asText(memberAt(answer.body, 'metadata', 'uid'));
  if (uid === undefined || !/^[\w-]{1,64}$/.test(uid) || memberAt(answer.body, 'metadata', 'name') !== 'kube-system') {
    throw new Problem(
      'CLUSTER.PROTOCOL',
      'The server does not speak the Kubernetes API: the namespace kube-system has no UID',
    );
  }
  return uid;
}

/** @throws Problem `CLUSTER.CHANGED` when another CA is configured than the one pinned. */
export function requireSameCa({ caPem }: ClusterConnection, { caHash }: ClusterPin): void {
  if (caHash === undefined || caPem === undefined || caHashOf(caPem) === caHash) return;
  throw new Problem(
    'CLUSTER.CHANGED',
    'The CA of this cluster is not the one it was registered with; confirm the change first',
  );
}

/** @throws Problem `CLUSTER.CHANGED` when the cluster is not the one that was pinned. */
export function requireSameCluster(kubeSystemUid: string, pinned: string | undefined): void {
  if (pinned === undefined || pinned === kubeSystemUid) return;
  throw new Problem(
    'CLUSTER.CHANGED',
    'Another cluster answers at this address: its kube-system namespace has another UID. Confirm the change first',
    {
      pinned,
      found: kubeSystemUid,
    },
  );
}
