import { binaryTag, CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { messageOf } from '#src/lib/problem.js';
import { exceedsNodes } from './node-budget.js';
import type { ReadLimits } from './read-limits.js';
import { spacesForTabs } from './tab-indentation.js';

/** Something a document gets away with. `line` counts from the first line of the document. */
export interface DocumentWarning {
  readonly code: string;
  readonly message: string;
  readonly line: number;
}

/** A parsed document, or why it could not be parsed. */
export type ParsedDocument =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly warning?: DocumentWarning;
    }
  | { readonly ok: false; readonly problem: string; readonly code: string; readonly line?: number };

/** YAML 1.2 scalars: `y`, `on` and `no` stay texts. Merge keys are what hand-written manifests use. */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag, binaryTag);

const IDENTITY = /^["']?(?:apiVersion|kind|metadata)["']?\s*:/;

/** Parses one YAML or JSON document within the limits. Never throws. */
export function parseDocument(text: string, limits: ReadLimits): ParsedDocument {
  const parsed = /^\s*[{[]/.test(text) ? (parseJson(text) ?? parseLenient(text, limits)) : parseLenient(text, limits);
  if (!parsed.ok || !exceedsNodes(parsed.value, limits.maxNodes, limits.maxDepth)) return parsed;
  const problem = `it has more than ${String(limits.maxNodes)} values once its aliases are expanded, or more than ${String(limits.maxDepth)} levels; write it smaller`;
  return { ok: false, problem, code: 'DOCUMENT.TOO_LARGE' };
}

/** Reads what every Kubernetes client reads although YAML forbids it, with a warning: repeated keys and tabs in lists. */
function parseLenient(text: string, limits: ReadLimits): ParsedDocument {
  const strict = parseYaml(text, limits, false);
  if (strict.ok || strict.line === undefined) return strict;
  const { line } = strict;
  if (strict.code === 'YAML.DUPLICATE_KEY') {
    // Clients read the mixture of both objects; nobody means that.
    if (IDENTITY.test(text.split('\n')[line - 1] ?? '')) {
      const problem = 'it holds two objects without a line --- between them; put one there';
      return { ok: false, problem, code: 'YAML.MISSING_SEPARATOR', line };
    }
    const parsed = parseYaml(text, limits, true);
    const message = `${strict.problem}; the last one counts, remove the others`;
    return parsed.ok ? { ...parsed, warning: { code: 'YAML.DUPLICATE_KEY', message, line } } : strict;
  }
  const untabbed = spacesForTabs(text, line);
  const parsed = untabbed === undefined ? strict : parseLenient(untabbed, limits);
  return parsed.ok
    ? { ...parsed, warning: { code: 'YAML.TABS', message: 'the line is indented with a tab; use spaces', line } }
    : strict;
}

function parseJson(text: string): ParsedDocument | undefined {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // YAML flow style looks like JSON; the YAML parser also has the better messages.
    return undefined;
  }
}

function parseYaml(text: string, { maxDepth, maxAliases }: ReadLimits, lastKeyWins: boolean): ParsedDocument {
  try {
    return { ok: true, value: load(text, { schema: SCHEMA, maxDepth, maxAliases, json: lastKeyWins }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) return { ok: false, problem: messageOf(error), code: 'YAML.MALFORMED' };
    const line = error.mark?.line;
    return {
      ok: false,
      problem: error.reason,
      code: codeOf(error.reason),
      ...(line === undefined ? {} : { line: line + 1 }),
    };
  }
}

function codeOf(reason: string): string {
  if (/duplicat/i.test(reason)) return 'YAML.DUPLICATE_KEY';
  if (/alias/i.test(reason)) return 'YAML.ALIASES';
  if (/depth|nest/i.test(reason)) return 'DOCUMENT.TOO_LARGE';
  return 'YAML.MALFORMED';
}
