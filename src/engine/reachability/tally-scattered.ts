import type { PortSets } from '../sets/port-sets.js';
import type { Compiled } from './compiled.js';
import type { Reading } from './ladder.js';
import type { PairTally } from './pair-tally.js';
import type { PartyMembers, ScatteredUnit } from './party-members.js';
import { rowFrom, rowTo } from './rows.js';

/** Counts the pairs of units that lie in several classes: few, so each is expanded. A pair is open where any pods are. */
export function tallyScattered(compiled: Compiled, members: PartyMembers, reading: Reading, tally: PairTally): void {
  const { ports } = compiled.parts;
  for (const [position, unit] of members.scattered.entries()) {
    const sent = unite(
      unit.classes.map((own) => rowFrom(compiled, own)[reading]),
      ports,
    );
    const received = unite(
      unit.classes.map((own) => rowTo(compiled, own)[reading]),
      ports,
    );
    for (const [far, shares] of members.shares.entries()) {
      for (const { party, units } of shares) {
        tally.add(unit.party, party, sent[far] ?? 0, units);
        tally.add(party, unit.party, received[far] ?? 0, units);
      }
    }
    for (const [other, { party, classes }] of members.scattered.entries()) {
      if (other !== position) tally.add(unit.party, party, openTo(sent, classes, ports), 1);
    }
  }
}

function unite(rows: readonly Int32Array[], ports: PortSets): Int32Array {
  const [first, ...rest] = rows;
  const sum = Int32Array.from(first ?? []);
  for (const row of rest) for (const [far, open] of row.entries()) sum[far] = ports.union(sum[far] ?? 0, open);
  return sum;
}

function openTo(sent: Int32Array, classes: ScatteredUnit['classes'], ports: PortSets): number {
  return classes.reduce((sum, far) => ports.union(sum, sent[far] ?? 0), ports.none.id);
}
