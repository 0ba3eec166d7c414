/** A refused value as messages show it: short, and safe for any JSON value (objects may have no text of their own). */
export function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
