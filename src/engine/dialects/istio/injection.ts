import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import { asBoolean, asList } from '../../model/json-value.js';
import { readSelector } from '../../model/selector-reader.js';
import type { Labels } from '../../model/selector.js';
import type { Capture } from './capture-mode.js';
import type { MeshConfig } from './mesh-config.js';
import { type Certainty, allOf, anyOf } from '../three-valued.js';

const INJECT = 'sidecar.istio.io/inject';
const REVISION = 'istio.io/rev';
const INJECTION = 'istio-injection';
const DATAPLANE = 'istio.io/dataplane-mode';

/** Namespaces the injector never touches. */
const IGNORED: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

/**
 * What the mesh will do to a pod that does not run yet, from the labels of its namespace and itself (semantics 05 §2).
 * A sidecar excludes the pod from an ambient mesh.
 */
export function predictCapture(endpoint: Endpoint, mesh: MeshConfig): Capture {
  const sidecar = willInject(endpoint, mesh);
  if (sidecar === true) return { mode: 'sidecar', certain: true };
  const ambient = willRedirect(endpoint);
  if (ambient !== false && sidecar === false) return { mode: 'ambient', certain: ambient === true };
  return sidecar === undefined ? { mode: 'sidecar', certain: false } : { mode: 'none', certain: true };
}

function willRedirect({ group, namespaceLabels }: Endpoint): Certainty {
  const own = group.labels[DATAPLANE];
  if (own !== undefined) return own === 'ambient';
  return namespaceLabels === null ? undefined : namespaceLabels[DATAPLANE] === 'ambient';
}

function willInject(endpoint: Endpoint, mesh: MeshConfig): Certainty {
  const { group } = endpoint;
  if (IGNORED.has(group.namespace)) return false;
  return allOf(reachesWebhook(endpoint, mesh), injectorAgrees(group.labels, group.annotations[INJECT], mesh));
}

/** The webhooks' selectors: the namespace asks for injection, or says nothing and the pod asks. */
function reachesWebhook({ group: { labels }, namespaceLabels }: Endpoint, mesh: MeshConfig): Certainty {
  const wish = labels[INJECT];
  if (wish === 'false') return false;
  const asksItself = wish === 'true' || labels[REVISION] !== undefined || mesh.enableNamespacesByDefault;
  if (namespaceLabels === null) return undefined;
  const injection = namespaceLabels[INJECTION];
  if (injection !== undefined) return injection === 'enabled';
  return namespaceLabels[REVISION] !== undefined || asksItself;
}

/** The injector's own decision; the pod's label beats its annotation. */
function injectorAgrees(labels: Labels, annotation: string | undefined, mesh: MeshConfig): Certainty {
  const wish = labels[INJECT] ?? annotation;
  if (wish !== undefined && wish !== '') return asBoolean(wish.toLowerCase()) === true;
  const always = matchesAny(mesh.alwaysInject, labels);
  const never = matchesAny(mesh.neverInject, labels);
  if (never === undefined || always === undefined) return undefined;
  if (never) return false;
  return always || mesh.injectsByDefault;
}

/** Does any selector of a JSON list match? Undefined when one cannot be read. */
function matchesAny(text: string | undefined, labels: Labels): Certainty {
  if (text === undefined) return false;
  return anyOf(
    ...readList(text).map((raw) => {
      const { selector } = readSelector(raw);
      return selector === null ? undefined : selector.matches(labels);
    }),
  );
}

function readList(text: string): readonly unknown[] {
  try {
    return asList(JSON.parse(text));
  } catch {
    return [0];
  }
}
