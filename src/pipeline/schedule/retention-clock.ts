import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '#src/config/config.token.js';
import type { Clock } from '#src/lib/clock.js';

const DAY_MS = 86_400_000;

/** Says once a day, and once after the start, that it is time to forget the past. Doing it twice is harmless. */
@Injectable()
export class RetentionClock {
  #next = 0;

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  isDue(): boolean {
    const now = this.clock.now().getTime();
    if (now < this.#next) return false;
    this.#next = now + DAY_MS;
    return true;
  }
}
