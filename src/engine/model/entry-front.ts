import type { EntryContext } from './entry-context.js';
import { namespaceOf } from './duplicate-objects.js';
import { loadBalancerScope, type Scope } from './load-balancer-scope.js';

/**
 * From where the pods of a proxy can be reached: its load balancers decide, then node ports and ports on the nodes
 * themselves. Undefined when nothing in the input leads to them.
 */
export function frontOf(proxies: readonly number[], context: EntryContext): Scope | undefined {
  const wanted = new Set(proxies);
  const services = (context.objects.get('core/Service') ?? []).filter((object) => {
    const service = context.services.get(`${namespaceOf(object) ?? 'default'}\n${object.metadata.name}`);
    return service?.groups.some((group) => wanted.has(group)) === true;
  });
  const typeOf = (name: string, namespace: string | undefined): string | undefined =>
    context.services.get(`${namespace ?? 'default'}\n${name}`)?.type;
  const balancers = services.filter((object) => typeOf(object.metadata.name, namespaceOf(object)) === 'LoadBalancer');
  const scopes = balancers.map((object) => loadBalancerScope(object, context.platforms));
  const open = scopes.find(({ scope, doubt }) => scope === 'public' && doubt === undefined);
  const decided = open ?? scopes.find(({ scope }) => scope === 'public') ?? scopes[0];
  if (decided !== undefined) return decided;
  const onNodes =
    services.some((object) => typeOf(object.metadata.name, namespaceOf(object)) === 'NodePort') ||
    proxies.some((id) => context.groups[id]?.ports.some(({ hostPort }) => hostPort !== undefined) === true);
  return onNodes ? { scope: 'public', doubt: 'it is reached through addresses of nodes' } : undefined;
}
