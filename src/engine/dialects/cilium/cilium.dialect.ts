import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import { asList, member } from '../../model/json-value.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import { DIRECTIONS, type Doubt, type Policy } from '../policy.js';
import { alwaysEnforced } from './always-enforced.js';
import { emitForwarded, emitPolicies } from './emit-policies.js';
import { exposedPods } from './exposed-pods.js';
import { Ground } from './ground.js';
import { hasDnsRules } from './l7-conditions.js';
import { type LoweredSpec, type SpecPlace, lowerSpec } from './lower-spec.js';
import { ownNodeAgain, ownNodeOfPlain } from './own-node.js';
import { redirections } from './redirections.js';
import { Requirements } from './requirements.js';
import { type PlacedSpec, specsOf } from './specs.js';

const API_VERSIONS: ReadonlySet<string> = new Set(['cilium.io/v2', 'cilium.io/v2alpha1']);

/** cilium.io policies: allowances that unite with NetworkPolicies, denials before them, entities and names (semantics 04). */
export const ciliumDialect: Dialect = {
  id: 'cilium',
  reads: [
    {
      group: 'cilium.io',
      version: 'v2',
      kind: 'CiliumNetworkPolicy',
      plural: 'ciliumnetworkpolicies',
      namespaced: true,
    },
    {
      group: 'cilium.io',
      version: 'v2',
      kind: 'CiliumClusterwideNetworkPolicy',
      plural: 'ciliumclusterwidenetworkpolicies',
      namespaced: false,
    },
  ],
  lower,
};

const PROFILES: ReadonlySet<string> = new Set(['cilium', 'gke-dataplane-v2']);

function lower(objects: readonly RawObject[], context: LowerContext): Lowered {
  const isHere = PROFILES.has(context.model.cni.profile);
  if (objects.length === 0 && !isHere) return { policies: [], doubts: [], diagnostics: [] };
  const specs = objects.flatMap(specsOf);
  const ground = new Ground(
    context,
    specs.some(({ raw }) => hearsNames(raw)),
  );
  const required = new Requirements(specs, ground);
  const memo = new SpecMemo(ground);
  const exposed = exposedPods(ground);
  const policies: Policy[] = [...alwaysEnforced(ground, isHere), ...redirections(ground), ...ownNodeOfPlain(ground)];
  const doubts: Doubt[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const placed of specs) {
    const { object, own } = placed;
    const ref = own === '' ? refOf(object) : { ...refOf(object), namespace: own };
    const spec = memo.lower(placed, required.of(placed));
    for (const problem of spec.problems)
      diagnostics.push({ ...problem, object: ref, ...(object.source === undefined ? {} : { source: object.source }) });
    if (spec.subject === null) {
      doubts.push(doubtAbout(placed, 'which pods it selects cannot be read'));
      continue;
    }
    if (!API_VERSIONS.has(object.apiVersion)) {
      doubts.push(doubtAbout(placed, `its apiVersion ${object.apiVersion} is not cilium.io/v2`));
      continue;
    }
    policies.push(
      ...emitPolicies(ref, own, spec),
      ...emitForwarded(ref, own, spec, exposed.among(spec.subject, own)),
      ...ownNodeAgain(ref, own, spec, ground),
    );
  }
  return { policies, doubts, diagnostics };
}

function hearsNames(raw: unknown): boolean {
  return asList(member(raw, 'egress')).some(hasDnsRules);
}

function doubtAbout({ object, own }: PlacedSpec, why: string): Doubt {
  const name = `${own === '' ? '' : `${own}/`}${object.metadata.name}`;
  return {
    reason: `${object.kind} ${name}: ${why}`,
    object: refOf(object),
    ...(own === '' ? {} : { namespace: own }),
    directions: DIRECTIONS,
    closes: true,
    opens: true,
    externalOnly: false,
  };
}

/** Equal specs, and there are many in a fleet, are lowered once where their namespace does not matter. */
class SpecMemo {
  readonly #known = new Map<string, LoweredSpec>();

  constructor(private readonly ground: Ground) {}

  lower(placed: PlacedSpec, required: SpecPlace['required']): LoweredSpec {
    const { raw, own, field } = placed;
    const isPlain = required.ingress.length + required.egress.length === 0;
    const text = `${field} ${own === '' ? 'wide' : 'own'} ${raw === undefined ? '' : JSON.stringify(raw)}`;
    const known = isPlain ? (this.#known.get(text) ?? this.#known.get(`${own}\n${text}`)) : undefined;
    if (known !== undefined) return known;
    const spec = lowerSpec(raw, { own, field, required }, this.ground);
    if (isPlain) this.#known.set(isPortable(spec) ? text : `${own}\n${text}`, spec);
    return spec;
  }
}

/** Groups are found for one namespace; plain selections hold in any. */
function isPortable(spec: LoweredSpec): boolean {
  if (spec.subject !== null && 'groups' in spec.subject) return false;
  return DIRECTIONS.every((direction) => {
    const side = spec[direction];
    const rules = side === null ? [] : [...side.allow, ...side.deny, ...side.proxied];
    return rules.every(({ peers }) => peers.every(({ kind }) => kind !== 'groups'));
  });
}
