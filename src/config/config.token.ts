/** Injection token of the frozen {@link Config}. */
export const CONFIG = Symbol('CONFIG');

/** Injection token of the {@link Clock}. */
export const CLOCK = Symbol('CLOCK');
