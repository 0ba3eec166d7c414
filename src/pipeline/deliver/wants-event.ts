import type { OutboxEvent } from '#src/adapters/store/deliveries.repository.js';
import type { SubscriptionFilter } from '#src/adapters/store/subscriptions.repository.js';

const RANKS = ['info', 'low', 'medium', 'high', 'critical'] as const;

/** An event with the names its ids stand for. */
export interface NamedEvent {
  readonly event: OutboxEvent;
  /** Slugs of the tenants concerned. */
  readonly tenants: readonly string[];
  /** Public id of the cluster; null for events of the whole fleet. */
  readonly cluster: string | null;
}

/**
 * Whether a subscription asked for an event. A condition an event has no value for is not met, except severity: an
 * event without one (a score, a snapshot) is not less severe than anything.
 */
export function wantsEvent(events: readonly string[], filter: SubscriptionFilter, named: NamedEvent): boolean {
  const { event, tenants, cluster } = named;
  if (!events.some((pattern) => matchesTopic(pattern, event.topic))) return false;
  if (filter.clusters !== undefined && (cluster === null || !filter.clusters.includes(cluster))) return false;
  if (filter.tenants !== undefined && !tenants.some((slug) => filter.tenants?.includes(slug))) return false;
  return (
    filter.minSeverity === undefined || event.severity === null || event.severity >= RANKS.indexOf(filter.minSeverity)
  );
}

function matchesTopic(pattern: string, topic: string): boolean {
  if (pattern === '*' || pattern === topic) return true;
  return pattern.endsWith('.*') && topic.startsWith(pattern.slice(0, -1));
}
