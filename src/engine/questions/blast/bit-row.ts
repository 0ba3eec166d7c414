/** A set of small numbers as bits, 32 to a word. */
export type BitRow = Uint32Array;

/** An empty set of numbers below `size`. */
export function bitRow(size: number): BitRow {
  return new Uint32Array((size + 31) >>> 5);
}

export function hasBit(row: BitRow, at: number): boolean {
  return (((row[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1;
}

export function setBit(row: BitRow, at: number): void {
  row[at >>> 5] = (row[at >>> 5] ?? 0) | (1 << (at & 31));
}

/** Adds every member of `from` to `into`. */
export function addBits(into: BitRow, from: BitRow): void {
  for (let word = 0; word < into.length; word++) into[word] = (into[word] ?? 0) | (from[word] ?? 0);
}

/** Visits members ascending; with `except`, only those that are not in it. */
export function forEachBit(row: BitRow, visit: (at: number) => void, except?: BitRow): void {
  for (let word = 0; word < row.length; word++) {
    let left = (row[word] ?? 0) & ~(except?.[word] ?? 0);
    while (left !== 0) {
      const low = left & -left;
      visit((word << 5) + (31 - Math.clz32(low)));
      left ^= low;
    }
  }
}
