import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/**
 * The certificates of a PEM bundle, in order; text between them is ignored.
 * @returns undefined when one of them cannot be read, there is none, or a block of another type (a key) is among them.
 */
export function readCertificates(pem: string): readonly X509Certificate[] | undefined {
  const certificates: X509Certificate[] = [];
  for (let start = pem.indexOf('-----BEGIN '); start >= 0; start = pem.indexOf('-----BEGIN ', start + 1)) {
    const end = pem.indexOf(END, start);
    if (!pem.startsWith(BEGIN, start) || end < 0) return undefined;
    const certificate = readCertificate(pem.slice(start, end + END.length));
    if (certificate === undefined) return undefined;
    certificates.push(certificate);
  }
  return certificates.length === 0 ? undefined : certificates;
}

/** Identity of a CA bundle: sha256 (hex) of its certificates, whatever their order, repetition and line breaks. */
export function caHashOf(caPem: string): string {
  const certificates = readCertificates(caPem) ?? [];
  const fingerprints = [...new Set(certificates.map(({ fingerprint256 }) => fingerprint256))].sort();
  return createHash('sha256').update(fingerprints.join('\n')).digest('hex');
}

/** Why a key cannot be used with the first certificate of a PEM text; undefined when it can. */
export function keyPairProblem(certPem: string, keyPem: string): 'certificate' | 'key' | 'mismatch' | undefined {
  const certificate = readCertificates(certPem)?.[0];
  if (certificate === undefined) return 'certificate';
  try {
    return certificate.checkPrivateKey(createPrivateKey(keyPem)) ? undefined : 'mismatch';
  } catch {
    return 'key';
  }
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
