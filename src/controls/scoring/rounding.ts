const NOISE = 1e-7;

/** Rounds to tenths, halves to the even tenth: 1.25 → 1.2, 98.75 → 98.8 (scoring §2). */
export function roundTenths(value: number): number {
  const scaled = value * 10;
  const floor = Math.floor(scaled + NOISE);
  const rest = scaled - floor;
  // Binary sums of exact halves miss the half by a hair: a hair is a half.
  if (Math.abs(rest - 0.5) < NOISE) return (floor % 2 === 0 ? floor : floor + 1) / 10;
  // A negative hair must not print as -0.
  return Math.round(scaled) / 10 || 0;
}

/**
 * Splits `total` units over the shares so that whole units add up exactly (largest remainder, earlier share first).
 * Shares are any non-negative numbers; only their proportions count. All zero: everything goes to the first.
 */
export function apportion(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  if (shares.length === 0) return [];
  if (sum <= 0) return shares.map((_, i) => (i === 0 ? total : 0));
  const exact = shares.map((share) => (total * share) / sum);
  const units = exact.map((value) => Math.floor(value + NOISE));
  const rank = exact
    .map((value, index) => ({ index, rest: value - (units[index] ?? 0) }))
    .sort((a, b) => (Math.abs(b.rest - a.rest) < NOISE ? a.index - b.index : b.rest - a.rest));
  const missing = total - units.reduce((a, b) => a + b, 0);
  for (const { index } of rank.slice(0, missing)) units[index] = (units[index] ?? 0) + 1;
  return units;
}
