import { edgeControllerOf, isEdgeProxy, podsOfController } from '../exposure/edge-controllers.js';
import { type EntryContext, servingOnce } from './entry-context.js';
import { frontOf } from './entry-front.js';
import { asText, member } from './json-value.js';
import type { RawObject } from './raw-object.js';
import type { Serving } from './serving.js';

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

/** The class of an Ingress (its own, that of its annotation, or the default one) and the controller behind it. */
export function ingressServing(ingress: RawObject, context: EntryContext): Serving {
  const named = asText(member(ingress.spec, 'ingressClassName'));
  const annotated = ingress.metadata.annotations?.['kubernetes.io/ingress.class'];
  const classes = context.objects.get('networking.k8s.io/IngressClass') ?? [];
  const fallback = classes.find(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true');
  const className = named ?? annotated ?? fallback?.metadata.name ?? '';
  if (className === '')
    return servingOnce(context, 'no class', () =>
      doubted('', 'it names no class and no IngressClass is the default one', context),
    );
  const found = classes.find(({ metadata }) => metadata.name === className);
  return servedBy(className, asText(member(found?.spec, 'controller')), `IngressClass ${className}`, context);
}

/** The product that serves routes of its own kinds, which name no class object. */
export function classServing(className: string, context: EntryContext): Serving {
  return servingOnce(context, `product ${className}`, () => findProduct(className, context));
}

function findProduct(className: string, context: EntryContext): Serving {
  const { doubt, proxies, front } = servedBy(className, undefined, className, context);
  if (proxies === undefined)
    return doubt === undefined ? { className } : doubted(className, `no pod of ${className} is in the input`, context);
  return front === undefined
    ? { className, proxies, doubt: 'nothing in the input leads to the pods of its controller' }
    : { className, proxies, front };
}

/** The controller behind a GatewayClass. */
export function gatewayServing(className: string, context: EntryContext): Serving {
  const classes = context.objects.get('gateway.networking.k8s.io/GatewayClass') ?? [];
  const found = classes.find(({ metadata }) => metadata.name === className);
  return servedBy(className, asText(member(found?.spec, 'controllerName')), `GatewayClass ${className}`, context);
}

function servedBy(className: string, controller: string | undefined, what: string, context: EntryContext): Serving {
  return servingOnce(context, `class ${what}\n${className}\n${controller ?? ''}`, () =>
    findServing(className, controller, what, context),
  );
}

function findServing(className: string, controller: string | undefined, what: string, context: EntryContext): Serving {
  const edge = edgeControllerOf(controller, className);
  const proxies = edge === undefined ? [] : podsOfController(edge, context.groups);
  const isCloud = edge !== undefined && edge.images === undefined;
  if (proxies.length > 0) return { className, ...servedByPods(proxies, controller === undefined ? what : '', context) };
  if (isCloud) return { className };
  return controller === undefined
    ? doubted(className, `${what} is not in the input, so whether a controller serves it is not known`, context)
    : { className, doubt: `no pod of its controller (${controller}) is in the input` };
}

function servedByPods(proxies: readonly number[], missing: string, context: EntryContext): Omit<Serving, 'className'> {
  const front = frontOf(proxies, context);
  if (missing !== '')
    return { proxies, ...(front === undefined ? {} : { front }), doubt: `${missing} is not in the input` };
  return front === undefined
    ? { proxies, doubt: 'nothing in the input leads to the pods of its controller' }
    : { proxies, front };
}

const CLASS_KINDS = ['networking.k8s.io/IngressClass', 'gateway.networking.k8s.io/GatewayClass'];

/**
 * Manifests that hold neither a class nor a proxy say nothing about the edge of the cluster they are for: there the
 * author's wish counts as granted, as it does for policies without a network plugin.
 */
function doubted(className: string, doubt: string, { origin, objects, groups }: EntryContext): Serving {
  const showsEdge = CLASS_KINDS.some((kind) => (objects.get(kind) ?? []).length > 0) || groups.some(isEdgeProxy);
  return origin === 'offline' && !showsEdge ? { className } : { className, doubt };
}
