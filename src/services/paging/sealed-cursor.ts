import { hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { openBox, sealBox } from '#src/adapters/vault/sealed-box.js';
import { ApiKeyPeppers } from '../auth/api-key-peppers.js';
import { decodeCursor } from './cursor.js';

const BOUND_TO = 'fenceline/cursor/v1';

/** Cursors whose sort key holds names the caller may not read: encrypted, so they say nothing. */
@Injectable()
export class SealedCursors {
  private readonly key: Buffer;

  constructor(peppers: ApiKeyPeppers) {
    this.key = Buffer.from(hkdfSync('sha256', peppers.current, Buffer.alloc(0), BOUND_TO, 32));
  }

  encode(key: readonly (string | number)[]): string {
    return sealBox(this.key, Buffer.from(JSON.stringify(key)), BOUND_TO).toString('base64url');
  }

  /** @throws Problem `INPUT.INVALID` naming `after` */
  decode<T extends z.ZodType>(cursor: string | undefined, key: T): z.output<T> | null {
    if (cursor === undefined) return null;
    const plain = openBox(this.key, Buffer.from(cursor, 'base64url'), BOUND_TO);
    return decodeCursor(plain?.toString('base64url') ?? '', key);
  }
}
