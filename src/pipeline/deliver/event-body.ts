import type { SubscriptionFilter } from '#src/adapters/store/subscriptions.repository.js';
import type { NamedEvent } from './wants-event.js';

const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
const LONGEST_TEXT = 500;

/**
 * The JSON a receiver gets: a structured CloudEvent 1.0 that is a Standard Webhooks body as well (`type`, `timestamp`,
 * `data`). Thin: ids, severity and a link. A receiver bound to tenants gets names and texts only of events that
 * concern no other tenant, so a neighbour's names never leave (threat model 14, 29).
 */
export function eventBody(named: NamedEvent, filter: SubscriptionFilter, publicUrl: string): Record<string, unknown> {
  const { event, tenants, cluster } = named;
  const { details: all, path, ...facts } = event.payload;
  const permitted = filter.tenants;
  const seen = permitted === undefined ? tenants : tenants.filter((slug) => permitted.includes(slug));
  const details = seen.length === tenants.length ? all : undefined;
  const at = event.createdAt.toISOString();
  const severity = event.severity === null ? undefined : SEVERITIES[event.severity];
  return {
    specversion: '1.0',
    id: event.eventId,
    source: cluster === null ? `${publicUrl}/api/v1/fleet` : `${publicUrl}/api/v1/clusters/${cluster}`,
    type: event.topic,
    time: at,
    timestamp: at,
    subject: event.key,
    datacontenttype: 'application/json',
    ...(cluster === null ? {} : { segcluster: cluster }),
    ...(severity === undefined ? {} : { segseverity: severity }),
    data: {
      ...shortened(facts),
      ...(details === undefined ? {} : shortened(details)),
      tenants: seen,
      ...(severity === undefined ? {} : { severity }),
      ...(path === undefined ? {} : { link: publicUrl + path }),
    },
  };
}

/** Texts cut to a length that keeps every body far below 20 KB, whatever a cluster calls its objects. */
function shortened(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const cut = (value: unknown): unknown =>
    typeof value === 'string' && value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT - 1)}…` : value;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, cut(value)]));
}
