/** Yes, no, or not known. */
export type Certainty = boolean | undefined;

/** True when all hold, false when one does not, otherwise not known. */
export function allOf(...answers: readonly Certainty[]): Certainty {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** True when one holds, false when none does, otherwise not known. */
export function anyOf(...answers: readonly Certainty[]): Certainty {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** The opposite; not known stays not known. */
export function not(answer: Certainty): Certainty {
  return answer === undefined ? undefined : !answer;
}
