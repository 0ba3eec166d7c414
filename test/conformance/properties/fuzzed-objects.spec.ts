import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOfKind } from '#src/engine/dialects/dialect.js';
import { dialects } from '#src/engine/dialects/index.js';
import { kindKey } from '#src/engine/model/raw-object.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { BASE, NAMESPACED, clusterWith, placed } from './mixed-cluster.js';
import { SPECIMENS, type Specimen } from './specimens.js';

const RUNS = Math.max(20, Math.ceil(Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 500) / 25));
const TIMEOUT = 60_000 + RUNS * 500;

const kinds = dialects.flatMap(({ reads }) => reads.map(keyOfKind));
const keyOf = ({ apiVersion, kind }: Specimen): string => kindKey(apiVersion, kind);

it.each(kinds)('%s has a specimen', (kind) => {
  expect(SPECIMENS.map(keyOf)).toContain(kind);
});

/** Kinds of which only some fields are read, or enter at all. */
const LENIENT: ReadonlySet<string> = new Set([
  'policy.linkerd.io/HTTPRoute',
  ...['ServiceIntentions', 'ServiceDefaults', 'ProxyDefaults', 'Mesh'].map((kind) => `consul.hashicorp.com/${kind}`),
  'networking.istio.io/EnvoyFilter',
  'networking.istio.io/Sidecar',
  ...['crd.projectcalico.org', 'projectcalico.org'].flatMap((group) => [`${group}/Tier`, `${group}/HostEndpoint`]),
  'k8s.ovn.org/UserDefinedNetwork',
  'k8s.ovn.org/ClusterUserDefinedNetwork',
  'k8s.cni.cncf.io/NetworkAttachmentDefinition',
]);

/** What mutations put where something else belongs. */
const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, '', 'x', 0, -1, 70_000, 1.5, true, [], {}, [null], [[]], { x: 1 }, '10.0.0.0/99', '::ffff:0:0/96', '__proto__', 'a == ', '!!('),
  fc.jsonValue({ maxDepth: 2 }),
); // prettier-ignore

/** Replaces one part of a JSON value, found by walking `path` as far as it goes. */
function mutated(value: unknown, path: readonly number[], odd: unknown, isUnknownField: boolean): unknown {
  const [step, ...rest] = path;
  if (typeof value !== 'object' || value === null || step === undefined) {
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isUnknownField && isRecord ? { ...value, fieldOfTomorrow: odd } : odd;
  }
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return odd;
  const own = mutated((value as Record<string, unknown>)[key], rest, odd, isUnknownField);
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? own : item));
  return { ...value, [key]: own };
}

const mutation = fc.record({
  path: fc.array(fc.nat(7), { maxLength: 6 }),
  odd: ODD,
  isUnknownField: fc.boolean(),
});

const plain = Reachability.build(clusterWith([]));

/** Group ids of namespace `far` and of the plain pods, which no mesh touches. */
const far = plain.model.groups.flatMap(({ namespace }, id) => (namespace === 'far' ? [id] : []));
const unmeshed = plain.model.groups.flatMap(({ proxies }, id) => (proxies === undefined ? [id] : []));

/** What an object of the kind in namespace a cannot touch: flows inside another namespace, or those of no mesh. */
function untouchedBy(specimen: Specimen): readonly number[] {
  const kind = keyOf(specimen);
  if (kind.startsWith('consul.')) return unmeshed;
  return NAMESPACED.has(kind) ? far : [];
}

/** Diagnostics on objects of the specimen's kind, and reasons why something about some pod is not certain. */
function wordsAbout(reach: Reachability, { kind }: Specimen): readonly unknown[] {
  const groups = [...reach.model.groups.keys()];
  const reasons = groups.flatMap((group) => [...reach.doubts('ingress', group), ...reach.doubts('egress', group)]);
  return [...reasons, ...[...reach.diagnostics, ...reach.model.diagnostics].filter(({ object }) => object?.kind === kind)];
} // prettier-ignore

function textOf(reach: Reachability, src: number, dst: number): string {
  const { must, may } = reach.flow(src, dst);
  return `${must.toString()} … ${may.toString()}`;
}

/** Objects of other kinds beside it, so that references and tiers have something to meet. */
const companions = fc.uniqueArray(fc.constantFrom(...SPECIMENS), { selector: (one) => keyOf(one), maxLength: 3 });

describe.each(SPECIMENS.map((specimen) => ({ name: `${specimen.apiVersion} ${specimen.kind}`, specimen })))('$name', ({ specimen }) => {
  const untouched = untouchedBy(specimen);

  it(
    'mutated at any place never throws, keeps must within may and leaves others alone',
    () => {
      fc.assert(
        fc.property(mutation, companions, ({ path, odd, isUnknownField }, others) => {
          const object = placed(specimen, 'a');
          const spec = mutated(specimen.spec, path, odd, isUnknownField);
          const alone = Reachability.build(clusterWith([{ ...object, spec }]));
          const wrong: unknown[] = [];
          for (const src of untouched) {
            for (const dst of untouched) {
              const [was, is] = [textOf(plain, src, dst), textOf(alone, src, dst)];
              if (was !== is) wrong.push({ src, dst, was, is });
            }
          }
          const mixed = Reachability.build(clusterWith([...others.map((other) => placed(other, 'a')), { ...object, spec }]));
          for (const src of mixed.model.groups.keys()) {
            for (const dst of mixed.model.groups.keys()) {
              const { must, may } = mixed.flow(src, dst);
              if (!must.isWithin(may)) wrong.push({ src, dst, must: must.toString(), may: may.toString() });
            }
            mixed.externalTo(src);
            mixed.externalFrom(src);
          }
          expect(wrong).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );

  it('with a field nobody knows is reported and leaves others alone', () => {
    const spec = { ...specimen.spec, fieldOfTomorrow: { selector: 'x' } };
    const reach = Reachability.build(clusterWith([{ ...placed(specimen, 'a'), spec }]));
    if (!LENIENT.has(keyOf(specimen))) expect(wordsAbout(reach, specimen).length).toBeGreaterThan(0);
    for (const src of untouched) for (const dst of untouched) expect(textOf(reach, src, dst)).toBe(textOf(plain, src, dst));
  });

  it('of an unknown version is reported and leaves others alone', () => {
    const { apiVersion } = specimen;
    const tomorrow = `${apiVersion.slice(0, apiVersion.indexOf('/'))}/v99`;
    const reach = Reachability.build(clusterWith([{ ...placed(specimen, 'a'), apiVersion: tomorrow }]));
    expect(wordsAbout(reach, specimen).length).toBeGreaterThan(0);
    for (const src of untouched) for (const dst of untouched) expect(textOf(reach, src, dst)).toBe(textOf(plain, src, dst));
  });
}); // prettier-ignore

it('the base cluster has somebody to leave alone', () => {
  expect(BASE.length).toBeGreaterThan(10);
  expect(far.length).toBeGreaterThan(3);
  expect(unmeshed.length).toBeGreaterThan(3);
});
