import type { NamespaceModel, NetworkModel } from '../model/network-model.js';
import type { PodGroup } from '../model/pod-group.js';
import type { RawObject } from '../model/raw-object.js';
import { readSelector } from '../model/selector-reader.js';
import type { Selector } from '../model/selector.js';
import { globMatches } from './glob.js';
import { RESERVED_SLUGS, type Party } from './party.js';
import { sharedProfileOf, type SharedProfile } from './shared-profiles.js';
import type { MembershipRule, TenancyRules } from './tenancy.js';

/** Who owns a pod group, and which rule said so. */
export interface Ownership {
  readonly party: Party;
  /** `registration:…`, `override:…`, `pod-label:…`, `namespace-label:…`, `owner:…`, `system:…` or `default:unowned`. */
  readonly rule: string;
  /** True when the rule reads labels, which somebody inside the cluster may be able to set. */
  readonly byLabel: boolean;
  /** Present for shared services: what they may do. */
  readonly profile?: SharedProfile;
  /** Other tenants that a rule of the same rank names for it; empty when the owner is clear. */
  readonly conflicts: readonly string[];
  /** A reserved word that a label tried to use as a tenant's name. */
  readonly refused?: string;
}

/** One candidate owner. */
interface Claim {
  readonly slug: string;
  readonly rule: string;
  readonly byLabel: boolean;
}

const CAPSULE = 'capsule.clastix.io/tenant';
const HNC_DEPTH = '.tree.hnc.x-k8s.io/depth';
const RANCHER = 'field.cattle.io/projectId';
const KUBESPHERE = 'kubesphere.io/workspace';
const VCLUSTER = 'vcluster.loft.sh/managed-by';
/** The rule of a namespace that is a tenant of its own because nobody else owns it. */
export const BY_NAMESPACE = 'default:namespace';
/** Keys people use by habit; asked last, the first present one wins. */
const HABITUAL_KEYS = ['tenant', 'team'];

/**
 * The resolution chain of scoring §4 for one cluster. The first step with an answer wins; equally ranked answers that
 * differ are conflicts. Decisions depend on the input alone, so equal snapshots have equal owners.
 */
export class OwnerChain {
  private readonly registrations: readonly CompiledRule[];
  private readonly overrides: readonly CompiledRule[];
  private readonly byNamespace = new Map<string, Ownership>();
  private readonly capsuleOwner: ReadonlyMap<string, string>;

  constructor(
    private readonly model: NetworkModel,
    private readonly tenancy: TenancyRules,
  ) {
    const compiled = tenancy.rules.map(compileRule);
    this.registrations = compiled
      .filter(({ rule }) => rule.namespaceLabel === undefined)
      .sort((a, b) => a.rank - b.rank);
    this.overrides = compiled.filter(({ rule }) => rule.namespaceLabel !== undefined).sort((a, b) => a.rank - b.rank);
    this.capsuleOwner = new Map(
      (model.objects.get('core/Namespace') ?? []).flatMap((object): [string, string][] => {
        const owner = capsuleOwner(object);
        return owner === undefined ? [] : [[object.metadata.name, owner]];
      }),
    );
  }

  /** Owner of one pod group. */
  ownerOf(group: PodGroup): Ownership {
    const namespace = this.model.namespaces.get(group.namespace);
    const explicit = this.explicit(group.namespace, namespace, group);
    if (explicit !== undefined) return explicit;
    const virtual = label(group.labels, VCLUSTER);
    if (virtual !== undefined && !isReserved(group.namespace)) {
      return owned([{ slug: toSlug(virtual), rule: `pod-label:${VCLUSTER}`, byLabel: true }]);
    }
    return this.ownerOfNamespace(group.namespace);
  }

  /** Owner of a namespace as a whole: what a pod without special labels in it would get. */
  ownerOfNamespace(name: string): Ownership {
    const known = this.byNamespace.get(name);
    if (known !== undefined) return known;
    const namespace = this.model.namespaces.get(name);
    const owner = this.explicit(name, namespace, undefined) ?? this.implied(name, namespace);
    this.byNamespace.set(name, owner);
    return owner;
  }

  /** Steps 1 and 2: what somebody registered. `group` undefined asks for the namespace alone. */
  private explicit(
    name: string,
    namespace: NamespaceModel | undefined,
    group: PodGroup | undefined,
  ): Ownership | undefined {
    for (const step of [this.registrations, this.overrides]) {
      const matching = step.filter((rule) => rule.matches(name, namespace, group));
      const [first] = matching;
      if (first !== undefined)
        return owned(matching.filter(({ rank }) => rank === first.rank).map(({ claim }) => claim));
    }
    return undefined;
  }

  /** Steps after registration: system names, tenant labels, tenant objects, shared services by habit. */
  private implied(name: string, namespace: NamespaceModel | undefined): Ownership {
    const profile = sharedProfileOf(name);
    if (profile?.reserved === true) return sharedOwner(profile);
    const claims = namespace === undefined ? [] : this.labelClaims(namespace);
    const [first] = claims;
    if (first !== undefined) return owned(claims);
    const capsule = this.capsuleOwner.get(name);
    if (capsule !== undefined) {
      return owned([{ slug: toSlug(capsule), rule: 'owner:capsule.clastix.io/Tenant', byLabel: false }]);
    }
    if (profile !== undefined) return sharedOwner(profile);
    if (this.tenancy.unassigned === 'namespace' && !isReservedSlug(toSlug(name))) {
      return owned([{ slug: toSlug(name), rule: BY_NAMESPACE, byLabel: false }]);
    }
    return { party: { kind: 'unowned' }, rule: 'default:unowned', byLabel: false, conflicts: [] };
  }

  /** Step 4. Labels that a tenancy product writes rank equal; configured keys come before them, habitual ones after. */
  private labelClaims({ labels, annotations }: NamespaceModel): Claim[] {
    const named = (key: string): Claim[] => {
      const value = labels.get(key);
      return value === undefined || value === '' ? [] : [byNamespaceLabel(value, key)];
    };
    const first = (keys: readonly string[]): Claim[] => {
      for (const key of keys) {
        const claims = named(key);
        if (claims.length > 0) return claims;
      }
      return [];
    };
    const configured = first(this.tenancy.labelKeys ?? []);
    if (configured.length > 0) return configured;
    const products = [
      ...named(CAPSULE),
      ...this.hncClaim(labels),
      ...this.rancherClaim(labels, annotations),
      ...named(KUBESPHERE),
    ];
    return products.length > 0 ? products : first(HABITUAL_KEYS);
  }

  /** Hierarchical namespaces: the ancestor furthest away is the tenant. */
  private hncClaim(labels: ReadonlyMap<string, string>): Claim[] {
    let root: { readonly name: string; readonly depth: number } | undefined;
    for (const [key, value] of labels) {
      if (!key.endsWith(HNC_DEPTH)) continue;
      const depth = Number.parseInt(value, 10);
      const name = key.slice(0, -HNC_DEPTH.length);
      if (Number.isNaN(depth)) continue;
      if (root === undefined || depth > root.depth || (depth === root.depth && name < root.name))
        root = { name, depth };
    }
    return root === undefined ? [] : [byNamespaceLabel(root.name, `*${HNC_DEPTH}`)];
  }

  /** Rancher project ids mean something in one Rancher cluster only, so the cluster is part of the name. */
  private rancherClaim(labels: ReadonlyMap<string, string>, annotations: ReadonlyMap<string, string>): Claim[] {
    const project = labels.get(RANCHER);
    const qualified = annotations.get(RANCHER)?.replace(':', '-');
    if (qualified !== undefined && qualified !== '') return [byNamespaceLabel(qualified, RANCHER)];
    return project === undefined ? [] : [byNamespaceLabel(`${this.model.facts.cluster.name}-${project}`, RANCHER)];
  }
}

/** An explicit rule, ready to be asked. */
interface CompiledRule {
  readonly rule: MembershipRule;
  /** 0 names pods, 1 one namespace, 2 a pattern: the narrower rule wins whatever the order. */
  readonly rank: number;
  readonly claim: Claim;
  matches(name: string, namespace: NamespaceModel | undefined, group: PodGroup | undefined): boolean;
}

function compileRule(rule: MembershipRule, index: number): CompiledRule {
  const step = rule.namespaceLabel === undefined ? 'registration' : 'override';
  const selector = rule.podSelector === undefined ? undefined : readSelector(rule.podSelector).selector;
  const glob = rule.namespaceGlob;
  const rank = selector !== undefined ? 0 : glob !== undefined && !/[*?]/.test(glob) ? 1 : 2;
  return {
    rule,
    rank,
    claim: {
      slug: rule.tenant,
      rule: `${step}:${rule.id ?? String(index)}`,
      byLabel: rule.namespaceLabel !== undefined || rule.podSelector !== undefined,
    },
    matches: (name, namespace, group) =>
      (glob === undefined || globMatches(glob, name)) &&
      (rule.namespaceLabel === undefined || hasLabel(namespace, rule.namespaceLabel)) &&
      (selector === undefined || selectsGroup(selector, group)),
  };
}

function selectsGroup(selector: Selector | null, group: PodGroup | undefined): boolean {
  return selector !== null && group !== undefined && selector.matches(group.labels);
}

function hasLabel(namespace: NamespaceModel | undefined, pair: string): boolean {
  const split = pair.indexOf('=');
  return namespace?.labels.get(pair.slice(0, split)) === pair.slice(split + 1);
}

function byNamespaceLabel(value: string, key: string): Claim {
  return { slug: toSlug(value), rule: `namespace-label:${key}`, byLabel: true };
}

/** The first claim wins; claims by equally ranked rules for other tenants are conflicts. */
function owned(claims: readonly Claim[]): Ownership {
  const [first] = claims;
  if (first === undefined || first.slug === '' || isReservedSlug(first.slug)) {
    const refused = first === undefined || first.slug === '' ? {} : { refused: first.slug };
    return {
      party: { kind: 'unowned' },
      rule: first?.rule ?? 'default:unowned',
      byLabel: true,
      conflicts: [],
      ...refused,
    };
  }
  const others = new Set(claims.map(({ slug }) => slug));
  others.delete(first.slug);
  return {
    party: { kind: 'tenant', slug: first.slug },
    rule: first.rule,
    byLabel: first.byLabel,
    conflicts: [...others].sort(),
  };
}

function sharedOwner(profile: SharedProfile): Ownership {
  return { party: { kind: 'shared' }, rule: `system:${profile.id}`, byLabel: false, profile, conflicts: [] };
}

function isReservedSlug(slug: string): boolean {
  return (RESERVED_SLUGS as readonly string[]).includes(slug);
}

function isReserved(namespace: string): boolean {
  return sharedProfileOf(namespace)?.reserved === true;
}

/** Label values allow capitals, dots and underscores; slugs do not. */
function toSlug(value: string): string {
  return value
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function label(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) && labels[key] !== '' ? labels[key] : undefined;
}

function capsuleOwner(object: RawObject): string | undefined {
  return object.metadata.ownerReferences?.find(
    ({ apiVersion, kind }) => kind === 'Tenant' && apiVersion.startsWith('capsule.clastix.io/'),
  )?.name;
}
