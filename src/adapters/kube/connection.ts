import { z } from 'zod';
import { Problem } from '#src/lib/problem.js';
import { Secret } from '#src/lib/secret.js';

/** What Fenceline shows a cluster to be let in: a bearer token, or a client certificate with its key (PEM). */
export type ClusterCredential =
  | { readonly type: 'token'; readonly token: Secret }
  | { readonly type: 'client-certificate'; readonly certPem: Secret; readonly keyPem: Secret };

/** How to reach one API server. Certificates are always verified: against `caPem`, or the system's roots without it. */
export interface ClusterConnection {
  /** `https://host[:port][/prefix]`, without credentials, query or fragment. */
  readonly server: string;
  readonly caPem?: string;
  /** Name expected in the server's certificate when it differs from the host (also sent as SNI). */
  readonly tlsServerName?: string;
  readonly credential: ClusterCredential;
}

const stored = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('token'), token: z.string() }),
  z.strictObject({ type: z.literal('client-certificate'), certPem: z.string(), keyPem: z.string() }),
]);

/** The plain text the vault seals; `Secret` hides it everywhere else. */
export function serializeCredential(credential: ClusterCredential): Secret {
  const { type } = credential;
  if (type === 'token') return new Secret(JSON.stringify({ type, token: credential.token.reveal() }));
  const certPem = credential.certPem.reveal();
  return new Secret(JSON.stringify({ type, certPem, keyPem: credential.keyPem.reveal() }));
}

/**
 * The credential a vault record held.
 * @throws Problem `CREDENTIAL.UNREADABLE` when the text is not one that {@link serializeCredential} wrote.
 */
export function deserializeCredential(text: Secret): ClusterCredential {
  const parsed = stored.safeParse(readJson(text.reveal()));
  if (!parsed.success) throw new Problem('CREDENTIAL.UNREADABLE', 'The stored credential has an unknown format');
  const { data } = parsed;
  if (data.type === 'token') return { type: 'token', token: new Secret(data.token) };
  return { type: 'client-certificate', certPem: new Secret(data.certPem), keyPem: new Secret(data.keyPem) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
