/** How many objects of one kind two consecutive complete snapshots hold. */
export interface KindCount {
  readonly kind: string;
  readonly before: number;
  readonly after: number;
}

/** When a drop is too large to believe at once. `minimumObjects` keeps small clusters free to delete things. */
const BRAKE = { shareOfKind: 0.3, minimumObjects: 3, findings: 100 } as const;

/**
 * Fingerprints that must not be resolved yet: a collection that lost most of a kind, or that would close very many
 * findings, is believed only when a second complete snapshot says the same (reliability §2.3).
 * @param gone findings whose breach is missing although every needed kind was read
 */
export function heldByBrake(
  gone: readonly { readonly fingerprint: string; readonly heldSince?: number }[],
  kinds: readonly KindCount[],
): ReadonlySet<string> {
  const fresh = gone.filter(({ heldSince }) => heldSince === undefined).map(({ fingerprint }) => fingerprint);
  const dropped = kinds.some(
    ({ before, after }) => before - after >= BRAKE.minimumObjects && before - after > BRAKE.shareOfKind * before,
  );
  return new Set(dropped || fresh.length > BRAKE.findings ? fresh : []);
}
