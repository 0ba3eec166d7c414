import { z } from 'zod';

/** Shapes of the objects services and entry points are read from. Unknown fields are newer than us and pass. */
const port = z.int('must be a whole number').min(1, 'must be at least 1').max(65_535, 'must be at most 65535');
const protocol = z.enum(['TCP', 'UDP', 'SCTP'], 'must be TCP, UDP or SCTP').nullish();
const texts = z.array(z.string('must be a text'), 'must be a list').nullish();
const labels = z
  .record(z.string(), z.string('must be a text; put it in quotes'), 'must be a map of label keys to texts')
  .nullish();

const service = z.object(
  {
    type: z
      .enum(
        ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
        'must be ClusterIP, NodePort, LoadBalancer or ExternalName',
      )
      .nullish(),
    selector: labels,
    clusterIP: z.string('must be a text').nullish(),
    externalName: z.string('must be a text').nullish(),
    externalIPs: texts,
    loadBalancerSourceRanges: texts,
    externalTrafficPolicy: z.enum(['Cluster', 'Local'], 'must be Cluster or Local').nullish(),
    ports: z
      .array(
        z.object(
          {
            name: z.string('must be a text').nullish(),
            protocol,
            port,
            targetPort: z
              .union([z.int().min(0).max(65_535), z.string()], 'must be a port number or a port name')
              .nullish(),
            nodePort: z.int('must be a whole number').min(0).max(65_535, 'must be at most 65535').nullish(),
          },
          'must be an object with a port',
        ),
        'must be a list',
      )
      .nullish(),
  },
  'must be an object',
);

const backend = z
  .object(
    {
      service: z
        .object(
          {
            name: z.string('must be a text').min(1, 'must name a Service'),
            port: z
              .object(
                { number: port.nullish(), name: z.string('must be a text').nullish() },
                'must hold a number or a name',
              )
              .nullish(),
          },
          'must be an object',
        )
        .nullish(),
    },
    'must be an object',
  )
  .nullish();

const ingress = z.object(
  {
    ingressClassName: z.string('must be a text').nullish(),
    defaultBackend: backend,
    rules: z
      .array(
        z.object(
          {
            host: z.string('must be a text').nullish(),
            http: z
              .object(
                { paths: z.array(z.object({ backend }, 'must be an object'), 'must be a list').nullish() },
                'must be an object',
              )
              .nullish(),
          },
          'must be an object',
        ),
        'must be a list',
      )
      .nullish(),
    tls: z.array(z.unknown(), 'must be a list').nullish(),
  },
  'must be an object',
);

const gateway = z.object(
  {
    listeners: z.array(
      z.object({ name: z.string('must be a text'), port, protocol: z.string('must be a text') }, 'must be an object'),
      'must be a list',
    ),
  },
  'must be an object',
);

const route = z.object(
  {
    parentRefs: z
      .array(z.object({ name: z.string('must be a text') }, 'must be an object'), 'must be a list')
      .nullish(),
    hostnames: texts,
    rules: z
      .array(
        z.object(
          {
            backendRefs: z
              .array(z.object({ name: z.string('must be a text') }, 'must be an object'), 'must be a list')
              .nullish(),
          },
          'must be an object',
        ),
        'must be a list',
      )
      .nullish(),
  },
  'must be an object',
);

/** Schema of `spec`, by `group/Kind`. */
export const SPEC_SCHEMAS: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['core/Service', service],
  ['networking.k8s.io/Ingress', ingress],
  ['gateway.networking.k8s.io/Gateway', gateway],
  ['gateway.networking.k8s.io/HTTPRoute', route],
  ['gateway.networking.k8s.io/GRPCRoute', route],
  ['gateway.networking.k8s.io/TCPRoute', route],
  ['gateway.networking.k8s.io/TLSRoute', route],
  ['gateway.networking.k8s.io/UDPRoute', route],
]);
