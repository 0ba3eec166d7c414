/** One column of an export: its name in both formats, and whether its cells are text a stranger may have written. */
export interface Column<Row> {
  readonly name: string;
  readonly value: (row: Row) => string | number | readonly string[] | null;
}

const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
const STATES = ['open', 'resolved', 'accepted', 'unknown'] as const;

/** Version of the columns; a change of their names, order or meaning raises it. */
export const SCHEMA_VERSION = 1;

/** The name of a stored severity. */
export function severityName(rank: number): string {
  return SEVERITIES[rank] ?? 'info';
}

/** The name of a stored finding state. */
export function stateName(status: number): string {
  return STATES[status] ?? 'unknown';
}

/** RFC 3339 in UTC. */
export function time(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
