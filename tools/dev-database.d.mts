/**
 * The URL of a scratch PostgreSQL that stops by itself when this process ends. Blocks until it accepts connections.
 * Throws when it cannot run here; the reason is on stderr.
 */
export function devDatabaseUrl(): string;
