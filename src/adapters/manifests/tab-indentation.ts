/** A document with more tabs than this is rewritten by its author, not by us. */
const MAX_LINES = 50;

/**
 * The text with spaces in place of the tabs that begin a line, when it has a few such lines and the parser stopped at one
 * of them. Go's YAML reader takes tabs for white space inside brackets, so kubectl accepts such manifests.
 * @param line 1-based line the parser stopped at.
 * @returns undefined when tabs are not what it stopped at.
 */
export function spacesForTabs(text: string, line: number): string | undefined {
  const lines = text.split('\n');
  const blamed = lines[line - 1];
  if (blamed === undefined || !/^ *\t/.test(blamed)) return undefined;
  if (lines.filter((candidate) => /^ *\t/.test(candidate)).length > MAX_LINES) return undefined;
  lines[line - 1] = blamed.replace(/^[ \t]+/, (indent) => indent.replaceAll('\t', '        '));
  return lines.join('\n');
}
