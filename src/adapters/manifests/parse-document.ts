import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { messageOf } from '#src/lib/problem.js';
import { exceedsNodes } from './node-budget.js';
import type { ReadLimits } from './read-limits.js';

/** A parsed document, or why it could not be parsed. */
export type ParsedDocument =
  | { readonly value: unknown; readonly warning?: string; readonly problem?: never }
  | { readonly problem: string; readonly code: string; readonly line?: number };

/** YAML 1.2 scalars: `y`, `on` and `no` stay texts. Merge keys are what hand-written manifests use. */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/** Parses one YAML or JSON document within the limits. Never throws. */
export function parseDocument(text: string, limits: ReadLimits): ParsedDocument {
  const json = /^\s*[{[]/.test(text) ? parseJson(text) : undefined;
  const parsed = json ?? parseYaml(text, limits, false);
  if ('problem' in parsed && parsed.code === 'YAML.DUPLICATE_KEY') {
    const lenient = parseYaml(text, limits, true);
    return 'value' in lenient ? { value: lenient.value, warning: `${parsed.problem}; the last one counts, remove the others` } : parsed;
  }
  if ('value' in parsed && exceedsNodes(parsed.value, limits.maxNodes, limits.maxDepth)) {
    const problem = `it is larger than ${String(limits.maxNodes)} values or nested deeper than ${String(limits.maxDepth)} levels`;
    return { problem, code: 'DOCUMENT.TOO_LARGE' };
  }
  return parsed;
}

function parseJson(text: string): ParsedDocument | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    // YAML flow style looks like JSON; the YAML parser also has the better messages.
    return undefined;
  }
}

function parseYaml(text: string, { maxDepth, maxAliases }: ReadLimits, lastKeyWins: boolean): ParsedDocument {
  try {
    return { value: load(text, { schema: SCHEMA, maxDepth, maxAliases, json: lastKeyWins }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) return { problem: messageOf(error), code: 'YAML.MALFORMED' };
    const line = error.mark?.line;
    return { problem: error.reason, code: codeOf(error.reason), ...(line === undefined ? {} : { line: line + 1 }) };
  }
}

function codeOf(reason: string): string {
  if (/duplicat/i.test(reason)) return 'YAML.DUPLICATE_KEY';
  if (/alias/i.test(reason)) return 'YAML.ALIASES';
  if (/depth|nest/i.test(reason)) return 'DOCUMENT.TOO_LARGE';
  return 'YAML.MALFORMED';
}
