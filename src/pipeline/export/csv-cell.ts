/** White space and characters without width that spreadsheets skip before they look for a formula; not TAB, CR and LF. */
const SKIPPED = /^(?:[^\S\t\r\n]|[\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064])+/u;
/** What starts a formula: ASCII, the full-width forms, and the control characters that move into the next cell. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * A text as one CSV cell: without line breaks, and, unless switched off, with an apostrophe in front of whatever a
 * spreadsheet would run as a formula (exports §1). Numbers never pass here: they are typed.
 */
export function csvCell(text: string, excelSafe: boolean): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  return excelSafe && FORMULA.test(text.replace(SKIPPED, '')) ? `'${line}` : line;
}
