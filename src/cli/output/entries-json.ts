/**
 * `{"entries": [...]}` with one entry on each line: short to store, easy to compare and to search line by line. Further
 * members follow in the same way.
 */
export function entriesJson(entries: readonly unknown[], more: object = {}): string {
  const members = Object.entries<readonly unknown[]>({ entries, ...more }).map(
    ([name, list]) => `${JSON.stringify(name)}: ${listJson(list)}`,
  );
  return `{${members.join(',\n')}}\n`;
}

function listJson(list: readonly unknown[]): string {
  return list.length === 0 ? '[]' : `[\n${list.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]`;
}
