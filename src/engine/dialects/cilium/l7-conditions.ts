import { type JsonRecord, asList, asRecord, asText, member } from '../../model/json-value.js';

/** At most this many conditions are spelt out for one port. */
const SHOWN = 20;

/**
 * What a proxy asks of a connection before requests pass it (semantics 04 §7). Empty when nothing is proxied: then the
 * connection itself is all there is.
 */
export function conditionsOf(portRule: JsonRecord): readonly string[] {
  const rules = asRecord(member(portRule, 'rules')) ?? {};
  const conditions = [
    ...asList(member(rules, 'http')).map(httpText),
    ...asList(member(rules, 'kafka')).map(
      (rule) => `Kafka ${text(rule, 'topic') ?? text(rule, 'apiKey') ?? 'any request'}`,
    ),
    ...asList(member(rules, 'dns')).map(
      (rule) => `DNS query for ${text(rule, 'matchName') ?? text(rule, 'matchPattern') ?? 'any name'}`,
    ),
    ...(asText(member(rules, 'l7proto')) === undefined ? [] : [`${text(rules, 'l7proto') ?? ''} request`]),
    ...asList(member(portRule, 'serverNames')).map((name) => `TLS server name ${asText(name) ?? '?'}`),
    ...(asRecord(member(portRule, 'listener')) === undefined ? [] : ['an Envoy listener lets it pass']),
    ...(['terminatingTLS', 'originatingTLS'].some((key) => asRecord(member(portRule, key)) !== undefined)
      ? ['TLS that a proxy can open']
      : []),
  ];
  return [...new Set(conditions)].slice(0, SHOWN);
}

/** Does any port of a rule item make Cilium listen to names being resolved? */
export function hasDnsRules(rule: unknown): boolean {
  return asList(member(rule, 'toPorts')).some(
    (portRule) => asList(member(member(portRule, 'rules'), 'dns')).length > 0,
  );
}

function httpText(rule: unknown): string {
  const parts = [text(rule, 'method'), text(rule, 'path')].filter((part) => part !== undefined);
  const host = text(rule, 'host');
  const hasHeaders = asList(member(rule, 'headers')).length + asList(member(rule, 'headerMatches')).length > 0;
  const what = parts.length === 0 ? 'any request' : parts.join(' ');
  return `HTTP ${what}${host === undefined ? '' : ` at ${host}`}${hasHeaders ? ' with certain headers' : ''}`;
}

function text(value: unknown, key: string): string | undefined {
  return asText(member(value, key))?.slice(0, 120);
}
