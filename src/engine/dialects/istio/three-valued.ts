/** A yes, a no, or (undefined) what cannot be known. */
export type Ternary = boolean | undefined;

/** All of them: one certain no decides, then one unknown. */
export function every(values: Iterable<Ternary>): Ternary {
  let result: Ternary = true;
  for (const value of values) {
    if (value === false) return false;
    if (value === undefined) result = undefined;
  }
  return result;
}

/** Any of them: one certain yes decides, then one unknown. */
export function some(values: Iterable<Ternary>): Ternary {
  let result: Ternary = false;
  for (const value of values) {
    if (value === true) return true;
    if (value === undefined) result = undefined;
  }
  return result;
}

/** What holds whichever of the cases is real: unknown where they differ. There is at least one case. */
export function agreed([first, ...rest]: readonly Ternary[]): Ternary {
  return rest.every((value) => value === first) ? first : undefined;
}

/** The opposite, where it is known. */
export function not(value: Ternary): Ternary {
  return value === undefined ? undefined : !value;
}
