import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * AES-256-GCM with everything needed to open it but the key: format byte, 96-bit random nonce, 128-bit tag, cipher text.
 * Invariant: `boundTo` (additional authenticated data) must be the same text when the box is opened.
 */
export function sealBox(key: Buffer, plain: Buffer, boundTo: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  const header = Buffer.of(FORMAT);
  cipher.setAAD(Buffer.concat([header, Buffer.from(boundTo)]));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), body]);
}

/** @returns undefined when the key, the binding or any bit of the box is not what it was sealed with. */
export function openBox(key: Buffer, box: Uint8Array, boundTo: string): Buffer | undefined {
  const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
  if (bytes.length < HEADER_BYTES || bytes[0] !== FORMAT) return undefined;
  // Without authTagLength Node accepts shortened tags, which are easier to forge.
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.concat([bytes.subarray(0, 1), Buffer.from(boundTo)]));
  decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, HEADER_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEADER_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
