import { z } from 'zod';
import { pageInput } from '../paging/page.js';
import { clusterSource, clusterState } from './cluster.view.js';

const MAX_PEM = 128 * 1024;

const name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(63, 'must be at most 63 characters')
  .regex(/^[a-z0-9][\w.-]*$/i, 'must start with a letter or digit and contain only letters, digits, ".", "_" and "-"')
  .describe('Unique name, up to 63 letters, digits, `.`, `_`, `-`');

const labels = z
  .record(z.string().min(1).max(63), z.string().max(253))
  .refine((value) => Object.keys(value).length <= 32, 'must have at most 32 labels')
  .describe('Free labels, at most 32');

const intervalSeconds = z
  .number()
  .int()
  .min(60, 'must be at least 60')
  .max(604_800, 'must be at most 604800 (7 days)')
  .describe('Seconds between snapshots');

const secretText = (what: string) => z.string().min(1, 'must not be empty').max(MAX_PEM).describe(what);

/** A credential as callers hand it in: a token, or a certificate with its key. */
export const credentialInput = z
  .strictObject({
    token: secretText('Bearer token of a service account').optional(),
    clientCertificatePem: secretText('Client certificate, PEM').optional(),
    clientKeyPem: secretText('Private key of the client certificate, PEM').optional(),
  })
  .superRefine((value, context) => {
    const hasToken = value.token !== undefined;
    const hasCertificate = value.clientCertificatePem !== undefined;
    if (hasToken === hasCertificate) {
      context.addIssue({
        code: 'custom',
        path: ['token'],
        message: 'give either token, or clientCertificatePem with clientKeyPem',
      });
    }
    if (hasCertificate !== (value.clientKeyPem !== undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['clientKeyPem'],
        message: 'clientCertificatePem and clientKeyPem belong together',
      });
    }
  })
  .meta({
    id: 'CredentialInput',
    description: 'A token, or a client certificate with its key. Stored encrypted, never answered.',
  });

export type CredentialInput = z.infer<typeof credentialInput>;

/** Registration of a cluster: connection details, or a kubeconfig, or nothing but a name for a bundle cluster. */
export const registerClusterInput = z
  .strictObject({
    name,
    source: clusterSource.default('kubernetes'),
    labels: labels.default({}),
    serverUrl: z
      .url({ protocol: /^https$/, error: 'must be an https URL' })
      .max(2048)
      .optional()
      .describe('https address of the API server'),
    caPem: z
      .string()
      .max(MAX_PEM)
      .optional()
      .describe('CA certificates that sign the server certificate, PEM; required with serverUrl'),
    tlsServerName: z
      .hostname()
      .optional()
      .describe('Name to check the server certificate against instead of the host of serverUrl'),
    credential: credentialInput.optional(),
    kubeconfig: z
      .string()
      .max(MAX_PEM)
      .optional()
      .describe('A kubeconfig with inline data only; replaces serverUrl, caPem and credential'),
    context: z.string().max(253).optional().describe('Context of the kubeconfig to use; default: its current-context'),
    intervalSeconds: intervalSeconds.optional(),
    overrideReason: z
      .string()
      .trim()
      .min(10, 'must say why in at least 10 characters')
      .max(500)
      .optional()
      .describe('Accepts a credential that can do more than read network objects; recorded in the audit log'),
  })
  .superRefine((value, context) => {
    const refuse = (field: string, message: string) => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    const connection = (['serverUrl', 'caPem', 'tlsServerName', 'credential'] as const).filter(
      (key) => value[key] !== undefined,
    );
    if (value.source === 'bundle') {
      for (const field of [...connection, ...(value.kubeconfig === undefined ? [] : ['kubeconfig'])]) {
        refuse(field, 'a bundle cluster has no connection: remove it, or use source kubernetes');
      }
      return;
    }
    if (value.kubeconfig !== undefined) {
      for (const field of connection) refuse(field, 'comes from the kubeconfig: remove one of them');
      return;
    }
    if (value.context !== undefined) refuse('context', 'needs a kubeconfig');
    if (value.serverUrl === undefined)
      refuse('serverUrl', 'is required, unless a kubeconfig is given or source is bundle');
    if (value.caPem === undefined) refuse('caPem', 'is required: certificates are always verified');
    if (value.credential === undefined) refuse('credential', 'is required');
  })
  .meta({ id: 'RegisterCluster', description: 'Registers a cluster.' });

export type RegisterClusterInput = z.infer<typeof registerClusterInput>;

/** Changes of a cluster; what is not given stays. */
export const updateClusterInput = z
  .strictObject({
    name: name.optional(),
    labels: labels.optional(),
    intervalSeconds: intervalSeconds.optional(),
  })
  .meta({ id: 'UpdateCluster', description: 'Changes of a cluster; what is not given stays.' });

/** Replacement of a credential. */
export const replaceCredentialInput = z
  .strictObject({
    credential: credentialInput.optional(),
    kubeconfig: z.string().max(MAX_PEM).optional().describe('A kubeconfig of the same server, with inline data only'),
    context: z.string().max(253).optional(),
    overrideReason: z
      .string()
      .trim()
      .min(10)
      .max(500)
      .optional()
      .describe('Accepts a credential that can do too much; audited'),
  })
  .refine((value) => (value.credential === undefined) !== (value.kubeconfig === undefined), {
    path: ['credential'],
    message: 'give either credential or kubeconfig',
  })
  .meta({ id: 'ReplaceCredential', description: 'A new credential for the same cluster.' });

/** Choice of clusters in a list. */
export const clusterFilter = z
  .strictObject({
    text: z.string().max(100).optional().describe('Part of the name'),
    state: clusterState.optional(),
    source: clusterSource.optional(),
    label: z.string().max(320).optional().describe('A label, `key=value`'),
  })
  .meta({ id: 'ClusterFilter', description: 'Which clusters.' });

export const clusterListInput = z.strictObject({ ...pageInput.shape, ...clusterFilter.shape });
