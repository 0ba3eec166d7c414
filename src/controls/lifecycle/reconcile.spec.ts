import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Breach } from '../assessment.js';
import { reconcile } from './reconcile.js';
import type { FindingState, KnownFinding, ReconcileContext } from './transition.js';

const CONTROL = 'SEG-NP-001';

function breach(fingerprint: string, verdict: Breach['verdict'] = 'fail', control = CONTROL): Breach {
  return {
    fingerprint,
    control,
    verdict,
    severity: 'high',
    title: 'Ingress is denied by default',
    subject: `shop/Deployment/${fingerprint}`,
    tenants: ['shop'],
    because: verdict === 'fail' ? 'no policy selects it' : 'networking.k8s.io/NetworkPolicy could not be read',
    fix: 'add a policy',
    evidence: { objects: [], missing: [], notes: [] },
  };
}

const complete: ReconcileContext = { seq: 7, at: '2026-11-22T03:00:00Z', incomplete: new Map(), kinds: [] };
const blind: ReconcileContext = { ...complete, incomplete: new Map([[CONTROL, ['networking.k8s.io/NetworkPolicy']]]) };
const finding = (state: FindingState, heldSince?: number): KnownFinding => ({
  fingerprint: 'f',
  control: CONTROL,
  state,
  ...(heldSince === undefined ? {} : { heldSince }),
});

describe('one finding, one snapshot', () => {
  it.each([
    { name: 'a new breach opens', before: null, now: 'fail', type: 'opened', to: 'open' },
    { name: 'a breach that stays continues', before: 'open', now: 'fail', type: 'continued', to: 'open' },
    { name: 'a resolved one that is back reopens', before: 'resolved', now: 'fail', type: 'reopened', to: 'open' },
    {
      name: 'an unknown one that is proven continues as open',
      before: 'unknown',
      now: 'fail',
      type: 'continued',
      to: 'open',
    },
    { name: 'an accepted one stays accepted', before: 'accepted', now: 'fail', type: 'continued', to: 'accepted' },
    { name: 'not knowable from the start', before: null, now: 'unknown', type: 'unknown', to: 'unknown' },
    { name: 'no longer knowable', before: 'open', now: 'unknown', type: 'unknown', to: 'unknown' },
    { name: 'still not knowable', before: 'unknown', now: 'unknown', type: 'continued', to: 'unknown' },
    { name: 'resolved, now not knowable', before: 'resolved', now: 'unknown', type: 'unknown', to: 'unknown' },
    { name: 'accepted, now not knowable', before: 'accepted', now: 'unknown', type: 'continued', to: 'accepted' },
    { name: 'an open one that is gone resolves', before: 'open', now: null, type: 'resolved', to: 'resolved' },
    { name: 'an unknown one that is gone resolves', before: 'unknown', now: null, type: 'resolved', to: 'resolved' },
    { name: 'an accepted one that is gone resolves', before: 'accepted', now: null, type: 'resolved', to: 'resolved' },
  ] as const)('$name', ({ before, now, type, to }) => {
    const previous = before === null ? [] : [finding(before)];
    const transitions = reconcile(previous, now === null ? [] : [breach('f', now)], complete);
    expect(transitions).toHaveLength(1);
    expect(transitions[0]).toMatchObject({ fingerprint: 'f', type, from: before, to, cause: { seq: 7 } });
  });

  it('says nothing about a resolved finding that stays away', () => {
    expect(reconcile([finding('resolved')], [], complete)).toEqual([]);
  });

  it.each([
    { before: 'open', type: 'unknown', to: 'unknown' },
    { before: 'unknown', type: 'continued', to: 'unknown' },
    { before: 'accepted', type: 'continued', to: 'accepted' },
  ] as const)('a control that missed an input resolves nothing that is $before', ({ before, type, to }) => {
    const [transition] = reconcile([finding(before)], [], blind);
    expect(transition).toMatchObject({ type, to, cause: { reason: 'missing-input' } });
    expect(transition?.cause.detail).toContain('networking.k8s.io/NetworkPolicy');
  });

  it('a missing input of one control does not hold another', () => {
    const other: KnownFinding = { fingerprint: 'g', control: 'SEG-HN-001', state: 'open' };
    expect(reconcile([finding('open'), other], [], blind).map(({ type }) => type)).toEqual(['unknown', 'resolved']);
  });
});

describe('drop brake', () => {
  const many = (count: number): KnownFinding[] =>
    Array.from({ length: count }, (_, i) => ({ fingerprint: `f${String(i)}`, control: CONTROL, state: 'open' }));
  const types = (previous: readonly KnownFinding[], context = complete): Set<string> =>
    new Set(reconcile(previous, [], context).map(({ type }) => type));

  it.each([
    { name: '100 findings may vanish at once', previous: many(100), kinds: [], type: 'resolved' },
    { name: '101 may not', previous: many(101), kinds: [], type: 'continued' },
    {
      name: 'a kind may lose 30 %',
      previous: many(1),
      kinds: [{ kind: 'core/Pod', before: 100, after: 70 }],
      type: 'resolved',
    },
    {
      name: 'but not 31 %',
      previous: many(1),
      kinds: [{ kind: 'core/Pod', before: 100, after: 69 }],
      type: 'continued',
    },
    {
      name: 'one of two objects may go',
      previous: many(1),
      kinds: [{ kind: 'core/Pod', before: 2, after: 1 }],
      type: 'resolved',
    },
  ] as const)('$name', ({ previous, kinds, type }) => {
    expect(types(previous, { ...complete, kinds })).toEqual(new Set([type]));
  });

  it('lets go when a second complete snapshot agrees', () => {
    const first = reconcile(many(101), [], complete);
    expect(first[0]).toMatchObject({ type: 'continued', to: 'open', heldSince: 7, cause: { reason: 'drop-brake' } });
    const held = first.map(({ fingerprint, control, to, heldSince }): KnownFinding => ({
      fingerprint,
      control,
      state: to,
      ...(heldSince === undefined ? {} : { heldSince }),
    }));
    expect(types(held, { ...complete, seq: 8 })).toEqual(new Set(['resolved']));
  });

  it('keeps holding over a snapshot that missed an input', () => {
    const [transition] = reconcile([finding('open', 6)], [], blind);
    expect(transition).toMatchObject({ type: 'unknown', heldSince: 6 });
  });

  it('forgets the hold when the breach is back', () => {
    const [transition] = reconcile([finding('open', 6)], [breach('f')], complete);
    expect(transition).toMatchObject({ type: 'continued', to: 'open' });
    expect(transition).not.toHaveProperty('heldSince');
  });
});

const arbitrarySnapshot = fc.record({
  breaches: fc.uniqueArray(fc.tuple(fc.nat(8), fc.constantFrom('fail' as const, 'unknown' as const)), {
    selector: ([id]) => id,
  }),
  incomplete: fc.boolean(),
});
type Snapshot = { breaches: [number, Breach['verdict']][]; incomplete: boolean };

function replay(
  snapshots: readonly Snapshot[],
  each: (before: Map<string, KnownFinding>, after: Map<string, KnownFinding>, snapshot: Snapshot) => void,
): void {
  let state = new Map<string, KnownFinding>();
  snapshots.forEach((snapshot, index) => {
    const breaches = snapshot.breaches.map(([id, verdict]) => breach(String(id), verdict));
    const context = { ...(snapshot.incomplete ? blind : complete), seq: index + 1 };
    const transitions = reconcile([...state.values()], breaches, context);
    const after = new Map(state);
    for (const { fingerprint, control, from, to } of transitions) {
      expect(from).toBe(state.get(fingerprint)?.state ?? null);
      after.set(fingerprint, { fingerprint, control, state: to });
    }
    each(state, after, snapshot);
    state = after;
  });
}

describe('over any history', () => {
  it('the fold of the transitions is the state: a failing breach is open, and nothing else is', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySnapshot, { maxLength: 12 }), (snapshots) => {
        replay(snapshots, (_before, after, snapshot) => {
          const failing = snapshot.breaches.filter(([, verdict]) => verdict === 'fail').map(([id]) => String(id));
          const open = [...after.values()]
            .filter(({ state }) => state === 'open')
            .map(({ fingerprint }) => fingerprint);
          expect(open.sort()).toEqual(failing.sort());
        });
      }),
      { numRuns: 300 },
    );
  });

  it('unknown never resolves', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySnapshot, { maxLength: 12 }), (snapshots) => {
        replay(snapshots, (before, after, snapshot) => {
          const unknown = new Set(snapshot.breaches.filter(([, v]) => v === 'unknown').map(([id]) => String(id)));
          for (const [fingerprint, { state }] of before) {
            if (state === 'resolved' || !(snapshot.incomplete || unknown.has(fingerprint))) continue;
            expect(after.get(fingerprint)?.state).not.toBe('resolved');
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of its input', () => {
    fc.assert(
      fc.property(arbitrarySnapshot, arbitrarySnapshot, (first, second) => {
        const breaches = second.breaches.map(([id, verdict]) => breach(String(id), verdict));
        const previous = first.breaches.map(([id]): KnownFinding => ({ ...finding('open'), fingerprint: String(id) }));
        expect(reconcile([...previous].reverse(), [...breaches].reverse(), complete)).toEqual(
          reconcile(previous, breaches, complete),
        );
      }),
    );
  });
});
