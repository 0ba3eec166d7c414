import { canonicalJson } from '#src/lib/canonical-json.js';
import type { EntryContext } from './entry-context.js';
import { extensionEntries } from './entry-extension.js';
import { gatewayEntries } from './entry-gateway.js';
import { hostPortEntries } from './entry-host-port.js';
import { istioEntries } from './entry-istio.js';
import { ingressEntries } from './entry-ingress.js';
import { routeEntries } from './entry-route.js';
import { serviceEntries } from './entry-service.js';
import { byText } from './json-value.js';
import type { EntryPoint } from './network-model.js';

/** Every door from outside to pods, sorted by namespace, source, service and port; doors that lead nowhere are left out. */
export function buildEntryPoints(context: EntryContext): readonly EntryPoint[] {
  const entries = [
    ...serviceEntries(context),
    ...hostPortEntries(context),
    ...ingressEntries(context),
    ...routeEntries(context),
    ...gatewayEntries(context),
    ...istioEntries(context),
    ...extensionEntries(context),
  ];
  return entries
    .filter((entry) => entry.targets.length > 0)
    .map((entry) => ({
      entry,
      key: canonicalJson([entry.namespace, entry.source.kind, entry.source.name, entry.type, entry]),
    }))
    .sort((a, b) => byText(a.key, b.key))
    .map(({ entry }) => entry);
}
