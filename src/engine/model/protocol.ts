/** Transport protocols a port can have in Kubernetes. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** The protocol field of a container or service port: absent means TCP; a value Kubernetes does not know is undefined. */
export function readProtocol(value: unknown): Protocol | undefined {
  if (value === undefined || value === null || value === '') return 'TCP';
  return value === 'TCP' || value === 'UDP' || value === 'SCTP' ? value : undefined;
}
