import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import type { LowerContext } from '../dialect.js';
import type { MeshConfig } from './mesh-config.js';
import { type Capture, UNCAPTURED } from './capture-mode.js';
import { predictCapture } from './injection.js';

const PROXY = 'istio-proxy';
const STATUS = 'sidecar.istio.io/status';
const REDIRECTION = 'ambient.istio.io/redirection';
const EDGE_GATEWAYS: ReadonlySet<string> = new Set(['ingressgateway', 'egressgateway', 'eastwestgateway']);
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const GATEWAY_CLASS = 'gateway.networking.k8s.io/gateway-class-name';
const MANAGED_BY = 'gateway.istio.io/managed';

/** Finds out how each pod takes part in the mesh; each group is asked once. */
export class Captures {
  readonly #known = new Map<number, Capture>();

  constructor(
    private readonly context: Pick<LowerContext, 'model' | 'assumeMeshed'>,
    private readonly mesh: MeshConfig,
  ) {}

  /** How the pods of one group take part. */
  of(endpoint: Endpoint): Capture {
    let capture = this.#known.get(endpoint.id);
    if (capture === undefined) {
      capture = this.#find(endpoint);
      if (this.context.assumeMeshed === true) capture = { ...capture, assumed: true };
      this.#known.set(endpoint.id, capture);
    }
    return capture;
  }

  #find(endpoint: Endpoint): Capture {
    const { group } = endpoint;
    const hasProxy = group.proxies?.includes(PROXY) === true;
    const proxy = proxyMode(endpoint, hasProxy);
    if (proxy !== undefined) return { mode: proxy, certain: hasProxy || group.labels[MANAGED_BY] !== undefined };
    if (group.hostNetwork) return UNCAPTURED;
    if (hasProxy || group.annotations[STATUS] !== undefined) return { mode: 'sidecar', certain: true };
    if (group.annotations[REDIRECTION] === 'enabled') return { mode: 'ambient', certain: true };
    return this.#predict(endpoint);
  }

  #predict(endpoint: Endpoint): Capture {
    const predicted = isObserved(endpoint, this.context.model.facts.origin)
      ? UNCAPTURED
      : predictCapture(endpoint, this.mesh);
    if (this.context.assumeMeshed !== true || predicted.mode !== 'none') return predicted;
    const optsOut = [endpoint.group.labels, endpoint.group.annotations].some(
      (texts) => texts['sidecar.istio.io/inject'] === 'false',
    );
    return optsOut ? UNCAPTURED : { mode: 'sidecar', certain: true };
  }
}

/** A pod that runs shows every container it has; a template or a manifest that was never applied does not. */
function isObserved({ group }: Endpoint, origin: 'live' | 'offline'): boolean {
  if (group.fromTemplate) return false;
  return origin === 'live' || group.members.some(({ ips, node }) => ips.length > 0 || node !== undefined);
}

/** Pods that are nothing but a proxy. */
function proxyMode({ group }: Endpoint, hasProxy: boolean): 'gateway' | 'waypoint' | undefined {
  const { labels } = group;
  if (labels[GATEWAY_CLASS] === 'istio-waypoint' || labels[MANAGED_BY] === 'istio.io-mesh-controller')
    return 'waypoint';
  const isNamed = EDGE_GATEWAYS.has(labels['istio'] ?? '') || labels[GATEWAY_NAME] !== undefined;
  const isAlone = hasProxy && group.images.length === 1 && (group.images[0] ?? '').includes('proxyv2');
  return isAlone || (isNamed && (hasProxy || labels[MANAGED_BY] !== undefined || labels['istio'] !== undefined))
    ? 'gateway'
    : undefined;
}
