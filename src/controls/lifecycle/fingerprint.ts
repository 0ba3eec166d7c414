import { createHash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 20;

/** What makes a breach the same breach tomorrow (exports §0). Nothing here may change while the fault stays. */
export interface BreachIdentity {
  readonly control: string;
  /** UID of the kube-system namespace; without one (offline input), the cluster's name. */
  readonly cluster: string;
  /** `tenant/namespace/Kind/name` or another canonical subject. */
  readonly subject: string;
  /** The other party, or empty. */
  readonly peer: string;
  /** Which ports are meant, as a class; or empty. */
  readonly portClass: string;
}

/** Stable identity of a breach: 20 characters of base32 (RFC 4648 alphabet in lower case) over its SHA-256. */
export function fingerprintOf(identity: BreachIdentity): string {
  const { control, cluster, subject, peer, portClass } = identity;
  const parts = ['v1', control, cluster, subject, peer, portClass].map((part) => part.replaceAll('|', '%7C'));
  return base32(createHash('sha256').update(parts.join('|')).digest()).slice(0, LENGTH);
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffer >> bits) & 31] ?? '';
    }
    buffer &= (1 << bits) - 1;
  }
  return text;
}
