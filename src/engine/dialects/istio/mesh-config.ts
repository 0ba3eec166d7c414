import type { NetworkModel } from '../../model/network-model.js';
import { byText, member, memberAt } from '../../model/json-value.js';
import type { RawObject } from '../../model/raw-object.js';
import { isCovered } from '../../model/coverage.js';

/** Mesh-wide settings that decide what policies mean (semantics 05 §1); defaults where the input does not show them. */
export interface MeshConfig {
  /** Namespace whose policies speak for the whole mesh. */
  readonly rootNamespace: string;
  /** The mesh's own trust domain. */
  readonly trustDomain: string;
  /** Former names of the trust domain. */
  readonly aliases: readonly string[];
  /** False when the input does not show the configuration, so that another trust domain is possible. */
  readonly trustDomainKnown: boolean;
  /** True when sidecars refuse destinations nobody registered. */
  readonly registryOnly: boolean;
  /** True when sidecars capture nothing unless their pod says otherwise. */
  readonly capturesNothing: boolean;
  /** The injector's answer for pods that do not say; undefined means its default, yes. */
  readonly injectsByDefault: boolean;
  readonly enableNamespacesByDefault: boolean;
  /** Label selectors of the injector as JSON text, where it has any. */
  readonly neverInject: string | undefined;
  readonly alwaysInject: string | undefined;
}

const DEFAULT_ROOT = 'istio-system';

/** The name that always means the mesh's own trust domain. */
export const LOCAL_TRUST_DOMAIN = 'cluster.local';

/** Reads the ConfigMaps of the control plane; of several revisions the one without a revision speaks. */
export function readMeshConfig({ objects, coverage, facts }: NetworkModel): MeshConfig {
  const maps = objects.get('core/ConfigMap') ?? [];
  const meshes = named(maps, 'istio');
  const [mesh] = meshes;
  const [injector] = named(maps, 'istio-sidecar-injector');
  const text = (key: string): string | undefined => textOf(mesh, key);
  const trustDomain = text('trustDomain') ?? LOCAL_TRUST_DOMAIN;
  const isRead = mesh !== undefined || (facts.origin === 'live' && isCovered(coverage.get('core/ConfigMap')));
  const agrees = meshes.every((other) => (textOf(other, 'trustDomain') ?? LOCAL_TRUST_DOMAIN) === trustDomain);
  return {
    rootNamespace: text('rootNamespace') ?? DEFAULT_ROOT,
    trustDomain,
    aliases: splitList(text('trustDomainAliases')),
    trustDomainKnown: isRead && agrees,
    registryOnly: text('outboundTrafficPolicy') === 'REGISTRY_ONLY',
    capturesNothing: text('interceptionMode') === 'NONE',
    injectsByDefault: textOf(injector, 'policy') !== 'disabled',
    enableNamespacesByDefault: textOf(injector, 'enableNamespacesByDefault') === 'true',
    neverInject: textOf(injector, 'neverInjectSelector'),
    alwaysInject: textOf(injector, 'alwaysInjectSelector'),
  };
}

/** The ConfigMaps of one purpose: the plain name first, then revisions by name. */
function named(maps: readonly RawObject[], name: string): readonly RawObject[] {
  const others = name === 'istio' ? /^istio-(?!sidecar-injector|ca-)[a-z0-9-]+$/ : new RegExp(`^${name}-[a-z0-9-]+$`);
  return maps
    .filter(
      (map) => map.metadata.name === name || (others.test(map.metadata.name) && member(map, 'data') !== undefined),
    )
    .sort((a, b) => byText(a.metadata.name, b.metadata.name));
}

function textOf(map: RawObject | undefined, key: string): string | undefined {
  const value = memberAt(map, 'data', key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The items of a comma-separated list. */
export function splitList(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
