import { randomFillSync } from 'node:crypto';

const bytes = Buffer.alloc(16);
let last = 0;

/**
 * A time-ordered identifier (RFC 9562, version 7) for rows that COPY and raw SQL insert: Prisma makes its own.
 * Later calls in one process never sort before earlier ones by more than a millisecond's randomness.
 */
export function uuidV7(): string {
  randomFillSync(bytes, 6);
  last = Math.max(last, Date.now());
  bytes.writeUIntBE(last, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
