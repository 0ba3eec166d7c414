import { z } from 'zod';
import type { NetworkModel, ServiceModel } from '#src/engine/model/network-model.js';
import { nameOfWorkload } from '#src/engine/reachability/connections.js';
import type { PortsValue } from './case-file.js';
import type { CorpusConnection } from './connections.js';

const backend = z.looseObject({
  service: z.looseObject({
    name: z.string(),
    port: z.looseObject({ number: z.number().optional(), name: z.string().optional() }).optional(),
  }),
});
const rule = z.looseObject({
  host: z.string().optional(),
  http: z
    .looseObject({
      paths: z.array(z.looseObject({ path: z.string().optional(), pathType: z.string().optional(), backend })),
    })
    .optional(),
});
const ingressSpec = z.looseObject({ defaultBackend: backend.optional(), rules: z.array(rule).optional() });

interface Route {
  readonly namespace: string;
  readonly backend: z.infer<typeof backend>;
  readonly attributes: { readonly hosts?: string[]; readonly paths?: string[] };
}

/**
 * NCA's reading of Ingress: the pods behind services called `…ingress-nginx…` send nothing but what Ingress objects
 * route, by host and path. Kubernetes knows no such limit (a controller is a pod like any other), so this lives in the
 * runner, not in the engine. Lines from controllers are replaced; a route needs the target to accept its port.
 */
export function withNcaIngress(model: NetworkModel, connections: readonly CorpusConnection[]): CorpusConnection[] {
  const controllers = new Set(
    model.services
      .filter(({ name }) => name.includes('ingress-nginx'))
      .flatMap(({ groups }) => groups.map((group) => nameOf(model, group))),
  );
  const routes = [...ingressRoutes(model)];
  const own = connections.filter(({ src }) => !src.startsWith('{'));
  if (controllers.size === 0 || routes.length === 0) return own;
  const open = new Set(own.map(({ src, dst }) => `${src} ${dst}`));
  const routed = new Map<string, CorpusConnection>();
  for (const controller of controllers) {
    for (const route of routes) {
      for (const { dst, port } of targetsOf(model, route)) {
        if (dst === controller || !open.has(`${controller} ${dst}`)) continue;
        const entry = { protocol: 'TCP', ranges: [[port, port]] as [number, number][], ...route.attributes };
        const key = `${controller} ${dst} ${JSON.stringify(entry)}`;
        routed.set(key, { src: controller, dst, ports: [entry] });
      }
    }
  }
  return [...own.filter(({ src }) => !controllers.has(src)), ...joinPairs([...routed.values()])];
}

/** Groups whose traffic NCA limits to what Ingress objects route; none without such objects. */
export function ncaControllerGroups(model: NetworkModel): ReadonlySet<number> {
  if ([...ingressRoutes(model)].length === 0) return new Set();
  return new Set(model.services.filter(({ name }) => name.includes('ingress-nginx')).flatMap(({ groups }) => groups));
}

function* ingressRoutes(model: NetworkModel): Iterable<Route> {
  for (const object of model.objects.get('networking.k8s.io/Ingress') ?? []) {
    const spec = ingressSpec.safeParse(object.spec ?? {});
    if (!spec.success) continue;
    const namespace = object.metadata.namespace ?? 'default';
    const { defaultBackend, rules = [] } = spec.data;
    if (defaultBackend !== undefined) yield { namespace, backend: defaultBackend, attributes: {} };
    for (const { host, http } of rules) {
      for (const { path, pathType, backend: target } of http?.paths ?? []) {
        yield {
          namespace,
          backend: target,
          attributes: { ...(host === undefined ? {} : { hosts: [host] }), ...pathAttribute(path, pathType) },
        };
      }
    }
  }
}

function pathAttribute(path = '/', pathType = 'Prefix'): { paths?: string[] } {
  if (pathType === 'Exact') return { paths: [path] };
  const stem = path.replace(/\/$/, '');
  return stem === '' ? {} : { paths: [`${stem}(/*)?`] };
}

function targetsOf(
  model: NetworkModel,
  { namespace, backend: { service: wanted } }: Route,
): { dst: string; port: number }[] {
  const service = model.services.find(
    (candidate) => candidate.namespace === namespace && candidate.name === wanted.name,
  );
  return (service === undefined ? [] : portsOf(service, wanted.port)).flatMap(({ targets }) =>
    targets.map(({ group, port }) => ({ dst: nameOf(model, group), port })),
  );
}

function portsOf(
  { ports }: ServiceModel,
  wanted: { number?: number | undefined; name?: string | undefined } | undefined,
): ServiceModel['ports'] {
  return ports.filter(
    ({ port, name }) =>
      wanted === undefined || (wanted.number === undefined ? name === wanted.name : port === wanted.number),
  );
}

function nameOf(model: NetworkModel, group: number): string {
  const workload = model.workloads[model.workloadOf[group] ?? 0];
  return workload === undefined ? '' : nameOfWorkload(workload);
}

function joinPairs(connections: readonly CorpusConnection[]): CorpusConnection[] {
  const pairs = new Map<string, CorpusConnection>();
  for (const connection of connections) {
    const key = `${connection.src} ${connection.dst}`;
    const before = pairs.get(key)?.ports ?? [];
    pairs.set(key, { ...connection, ports: [...listOf(before), ...listOf(connection.ports)] });
  }
  return [...pairs.values()];
}

function listOf(ports: PortsValue): Exclude<PortsValue, string | { allBut: unknown }> {
  return Array.isArray(ports) ? ports : [];
}
