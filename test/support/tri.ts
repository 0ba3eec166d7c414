/** A truth that may not be known. */
export type Tri = 'yes' | 'no' | 'maybe';

export const YES: Tri & 'yes' = 'yes';
export const NO: Tri & 'no' = 'no';

export function any(values: readonly Tri[]): Tri {
  return values.includes(YES) ? YES : values.includes('maybe') ? 'maybe' : NO;
}

export function all(values: readonly Tri[]): Tri {
  return values.includes(NO) ? NO : values.includes('maybe') ? 'maybe' : YES;
}

/** The common answer of several readings of one text. */
export function same(answers: readonly boolean[]): Tri {
  if (answers.every((answer) => answer)) return YES;
  return answers.some((answer) => answer) ? 'maybe' : NO;
}

/** Never certain, at most possible. */
export function atMostMaybe(value: Tri): Tri {
  return value === NO ? NO : 'maybe';
}
