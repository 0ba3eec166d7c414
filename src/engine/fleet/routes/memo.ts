/** Remembers the answer of each number it was asked about. */
export function remember<T>(compute: (id: number) => T): (id: number) => T {
  const known = new Map<number, { readonly answer: T }>();
  return (id) => {
    let entry = known.get(id);
    if (entry === undefined) known.set(id, (entry = { answer: compute(id) }));
    return entry.answer;
  };
}
