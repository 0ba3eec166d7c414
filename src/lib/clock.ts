/** Where the shell reads the time. The engine and the controls never do: times reach them as data. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };
