/** `{"entries": [...]}` with one entry on each line: short to store, easy to compare and to search line by line. */
export function entriesJson(entries: readonly unknown[]): string {
  if (entries.length === 0) return '{"entries": []}\n';
  return `{"entries": [\n${entries.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]}\n`;
}
