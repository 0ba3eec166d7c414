/** What an address that a cloud or a node answers on gives away. */
export type MetadataGrade =
  /** Credentials of the node, or what it was started with. */
  | 'credentials'
  /** Identity tokens for workloads that are meant to have them. */
  | 'workload-identity'
  /** Name resolution or time beside the cluster's own: a way out for data. */
  | 'resolver';

/** One address every pod's egress is tested against (semantics 08 §1). */
export interface MetadataTarget {
  readonly address: string;
  readonly ports: readonly { readonly protocol: 'TCP' | 'UDP'; readonly port: number }[];
  /** Schemes of nodes' providerIDs where it answers; empty for addresses that any installer may use. */
  readonly clouds: readonly string[];
  readonly what: string;
  readonly grade: MetadataGrade;
}

/** Clouds that serve their metadata on the common link-local address. */
const COMMON = [
  'aws', 'gce', 'azure', 'openstack', 'digitalocean', 'hcloud', 'oci', 'ibm', 'ibmcloud', 'linode', 'vultr', 'exoscale', 'ovhcloud', 'upcloud',
]; // prettier-ignore

/** Every metadata and link-local address on record, IPv4 and IPv6. */
export const METADATA_TARGETS: readonly MetadataTarget[] = [
  row('169.254.169.254', 'TCP 80', COMMON, 'metadata service', 'credentials'),
  row('fd00:ec2::254', 'TCP 80', ['aws'], 'metadata service (IPv6)', 'credentials'),
  row('169.254.169.252', 'TCP 988, TCP 987', ['gce'], 'GKE metadata server', 'credentials'),
  row('168.63.129.16', 'TCP 80, TCP 32526', ['azure'], 'WireServer, which hands out extension secrets', 'credentials'),
  row('100.100.100.200', 'TCP 80', ['alicloud'], 'metadata service', 'credentials'),
  row('192.0.0.192', 'TCP 80', ['oci'], 'metadata service of older hosts', 'credentials'),
  row('169.254.0.23', 'TCP 80', ['qcloud'], 'metadata service', 'credentials'),
  row('169.254.42.42', 'TCP 80', ['scaleway'], 'metadata service', 'credentials'),
  row('169.254.170.2', 'TCP 80', ['aws'], 'ECS task credentials', 'workload-identity'),
  row('169.254.170.23', 'TCP 80', ['aws'], 'EKS Pod Identity agent', 'workload-identity'),
  row('fd00:ec2::23', 'TCP 80', ['aws'], 'EKS Pod Identity agent (IPv6)', 'workload-identity'),
  row('168.63.129.16', 'UDP 53, TCP 53', ['azure'], 'platform resolver', 'resolver'),
  row('169.254.169.253', 'UDP 53, TCP 53', ['aws'], 'VPC resolver', 'resolver'),
  row('fd00:ec2::253', 'UDP 53, TCP 53', ['aws'], 'VPC resolver (IPv6)', 'resolver'),
  row('169.254.169.123', 'UDP 123', ['aws'], 'time service', 'resolver'),
  row('169.254.20.10', 'UDP 53, TCP 53', [], 'NodeLocal DNS', 'resolver'),
  row('169.254.25.10', 'UDP 53, TCP 53', [], 'NodeLocal DNS of Kubespray', 'resolver'),
  row('169.254.10.10', 'UDP 53, TCP 53', [], 'NodeLocal DNS of other installers', 'resolver'),
];

function row(
  address: string,
  ports: string,
  clouds: readonly string[],
  what: string,
  grade: MetadataGrade,
): MetadataTarget {
  const list = ports.split(', ').map((text) => {
    const [protocol, port = ''] = text.split(' ');
    return { protocol: protocol === 'UDP' ? ('UDP' as const) : ('TCP' as const), port: Number(port) };
  });
  return { address, ports: list, clouds, what, grade };
}
