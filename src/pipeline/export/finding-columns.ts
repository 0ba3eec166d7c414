import type { FindingExportRow } from '#src/adapters/store/export-rows.repository.js';
import { SCHEMA_VERSION, severityName, stateName, time, type Column } from './columns.js';

/** Stands for words that could name a tenant the export may not name. */
const WITHHELD = '(concerns another tenant)';

/** Findings, one a line; the order is part of the format. */
export const FINDING_COLUMNS: readonly Column<FindingExportRow>[] = [
  { name: 'schema_version', value: () => SCHEMA_VERSION },
  { name: 'finding_id', value: ({ id }) => id },
  { name: 'fingerprint', value: ({ fingerprint }) => fingerprint },
  { name: 'cluster_id', value: ({ clusterId }) => clusterId },
  { name: 'cluster', value: ({ cluster }) => cluster },
  { name: 'control', value: ({ control }) => control },
  { name: 'severity', value: ({ severity }) => severityName(severity) },
  { name: 'state', value: ({ status }) => stateName(status) },
  { name: 'tenants', value: ({ tenants }) => tenants },
  { name: 'namespace', value: (row) => (row.whole ? row.namespace : null) },
  { name: 'subject', value: (row) => (row.whole ? row.subject : WITHHELD) },
  { name: 'title', value: ({ title }) => title },
  { name: 'because', value: (row) => (row.whole ? row.because : WITHHELD) },
  { name: 'fix', value: (row) => (row.whole ? row.fix : WITHHELD) },
  { name: 'first_seen', value: ({ firstSeenAt }) => time(firstSeenAt) },
  { name: 'last_seen', value: ({ lastSeenAt }) => time(lastSeenAt) },
  { name: 'resolved_at', value: ({ resolvedAt }) => time(resolvedAt) },
  { name: 'reopen_count', value: ({ reopenCount }) => reopenCount },
];
