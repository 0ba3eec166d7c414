import { type FieldProblem, Problem } from '#src/lib/problem.js';
import { Secret } from '#src/lib/secret.js';
import { keyPairProblem, readCertificates } from './certificates.js';
import type { ClusterConnection, ClusterCredential } from './connection.js';
import { parseUrl } from '#src/adapters/egress/parse-url.js';

/** A connection as people write it down; every part is text and may be wrong. */
export interface ConnectionParts {
  readonly server: string;
  readonly caPem?: string | undefined;
  readonly tlsServerName?: string | undefined;
  readonly token?: string | undefined;
  readonly clientCertificatePem?: string | undefined;
  readonly clientKeyPem?: string | undefined;
}

/** How the reader of a problem knows each part, e.g. `users[0].user.token`. */
export type PartNames = Readonly<Record<keyof ConnectionParts, string>>;

const OWN_NAMES: PartNames = {
  server: 'server',
  caPem: 'caPem',
  tlsServerName: 'tlsServerName',
  token: 'token',
  clientCertificatePem: 'clientCertificatePem',
  clientKeyPem: 'clientKeyPem',
};

/**
 * A usable connection made of the parts.
 * @throws Problem `INPUT.INVALID` naming every field that is wrong; values of secrets are never repeated.
 */
export function connectionOf(parts: ConnectionParts): ClusterConnection {
  const result = readConnection(parts, OWN_NAMES);
  if (!('problems' in result)) return result;
  const { problems } = result;
  throw new Problem('INPUT.INVALID', problems.map(({ field, message }) => `${field}: ${message}`).join('; '), {
    fields: problems,
  });
}

/** The connection, or everything that is wrong with its parts. */
export function readConnection(
  parts: ConnectionParts,
  names: PartNames,
): ClusterConnection | { readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const refuse = (part: keyof ConnectionParts, message: string): void => {
    problems.push({ field: names[part], message });
  };
  const server = readServer(parts.server, (message) => {
    refuse('server', message);
  });
  const { caPem, tlsServerName } = parts;
  if (caPem !== undefined && readCertificates(caPem) === undefined)
    refuse('caPem', 'must be one or more PEM certificates');
  if (tlsServerName !== undefined && !isHostName(tlsServerName)) refuse('tlsServerName', 'must be a host name');
  const credential = readCredential(parts, refuse);
  if (problems.length > 0 || credential === undefined) return { problems };
  return {
    server,
    credential,
    ...(caPem === undefined ? {} : { caPem }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
  };
}

function readServer(text: string, refuse: (message: string) => void): string {
  const url = parseUrl(text);
  if (url === null) refuse('must be an absolute URL such as https://api.example.com:6443');
  else if (url.protocol !== 'https:') refuse('must start with https://: the connection carries a credential');
  else if (url.username !== '' || url.password !== '') refuse('must not contain a user or password');
  else if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) refuse('must not contain a query or a fragment');
  return url === null ? text : `${url.origin}${url.pathname.replace(/\/$/, '')}`;
}

function readCredential(
  { token, clientCertificatePem: certPem, clientKeyPem: keyPem }: ConnectionParts,
  refuse: (part: keyof ConnectionParts, message: string) => void,
): ClusterCredential | undefined {
  if (token !== undefined) {
    if (certPem !== undefined || keyPem !== undefined)
      refuse('token', 'give a token or a client certificate, not both');
    else if (!/^[\x21-\x7e]{1,16384}$/.test(token))
      refuse('token', 'must be 1 to 16384 printable characters without spaces');
    return { type: 'token', token: new Secret(token) };
  }
  if (certPem === undefined && keyPem === undefined)
    refuse('token', 'is required, unless a client certificate and its key are given');
  else if (certPem === undefined) refuse('clientCertificatePem', 'is required with a client key');
  else if (keyPem === undefined) refuse('clientKeyPem', 'is required with a client certificate');
  else {
    const problem = keyPairProblem(certPem, keyPem);
    if (problem === 'certificate') refuse('clientCertificatePem', 'must be a PEM certificate');
    if (problem === 'key') refuse('clientKeyPem', 'must be a PEM private key without a passphrase');
    if (problem === 'mismatch') refuse('clientKeyPem', 'does not belong to the client certificate');
    return { type: 'client-certificate', certPem: new Secret(certPem), keyPem: new Secret(keyPem) };
  }
  return undefined;
}

function isHostName(text: string): boolean {
  return (
    text.length <= 253 &&
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(text)
  );
}
