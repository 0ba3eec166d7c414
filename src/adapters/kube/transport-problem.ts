import { Problem } from '#src/lib/problem.js';
import type { TransportLimits } from './transport-limits.js';

/** Codes of OpenSSL and Node when a certificate or the handshake is not acceptable. */
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|CRL_|ERROR_IN_CERT)/;

const TLS_HINTS: ReadonlyMap<string, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'it is self-signed; register the CA of the cluster'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its CA is not the registered one'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its CA is not the registered one'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its CA is not the registered one'],
  ['CERT_SIGNATURE_FAILURE', 'it was not signed by the registered CA'],
  ['CERT_HAS_EXPIRED', 'it has expired'],
  ['CERT_NOT_YET_VALID', 'it is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it is for another host; set the TLS server name when that is intended'],
]);

const CONNECT_HINTS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was cut'],
  ['UND_ERR_SOCKET', 'the connection was cut'],
  ['EHOSTUNREACH', 'there is no route to the host'],
  ['ENETUNREACH', 'there is no route to the network'],
  ['ENOTFOUND', 'the host name is unknown'],
  ['EAI_AGAIN', 'the name service did not answer'],
  ['UND_ERR_CONNECT_TIMEOUT', 'no connection in time'],
  ['UND_ERR_HEADERS_TIMEOUT', 'no answer in time'],
  ['UND_ERR_BODY_TIMEOUT', 'the answer stopped halfway'],
]);

/** Translates a failure of the network or of TLS; the original stays as `cause`, its text may hold addresses. */
export function asTransportProblem(
  error: unknown,
  context: { readonly path: string; readonly limits: TransportLimits },
): Problem {
  const { name, code } = failureOf(error);
  const path = context.path.split('?')[0] ?? context.path;
  const problem = (
    kind: 'CLUSTER.TLS' | 'CLUSTER.UNREACHABLE' | 'CLUSTER.PROTOCOL' | 'SNAPSHOT.TOO_LARGE',
    message: string,
  ): Problem => new Problem(kind, message, code === '' ? {} : { cause: code }, { cause: error });
  if (TLS_CODE.test(code)) {
    return problem(
      'CLUSTER.TLS',
      `The certificate of the cluster could not be verified: ${TLS_HINTS.get(code) ?? code}`,
    );
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return problem('SNAPSHOT.TOO_LARGE', `The answer to ${path} is larger than ${context.limits.maxPageBytes} bytes`);
  }
  if (code.startsWith('HPE_'))
    return problem('CLUSTER.PROTOCOL', `The server does not speak HTTP at ${path} (${code})`);
  if (name === 'TimeoutError' || name === 'AbortError') {
    return problem(
      'CLUSTER.UNREACHABLE',
      `The cluster did not answer ${path} within ${context.limits.pageTimeoutMs} ms`,
    );
  }
  return problem(
    'CLUSTER.UNREACHABLE',
    `The cluster could not be reached: ${CONNECT_HINTS.get(code) ?? (code || 'the connection failed')}`,
  );
}

function failureOf(error: unknown): { name: string; code: string } {
  if (!(error instanceof Error)) return { name: '', code: '' };
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined && error.cause instanceof Error) return failureOf(error.cause);
  if (code === undefined && error instanceof AggregateError && error.errors.length > 0)
    return failureOf(error.errors[0]);
  return { name: error.name, code: typeof code === 'string' ? code : '' };
}
