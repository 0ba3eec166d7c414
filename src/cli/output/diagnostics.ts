import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import { type TextSink, coloursFor } from '../io.js';
import { count } from './plural.js';

const SHOWN_PER_CODE = 5;
const ORDER = ['fatal', 'error', 'warning', 'info'] as const;

/** Prints diagnostics for a reader, worst first; of many with the same code only the first few, and how many more. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], sink: TextSink): void {
  const colours = coloursFor(sink);
  const paint = { fatal: colours.red, error: colours.red, warning: colours.yellow, info: colours.cyan };
  for (const severity of ORDER) {
    const seen = new Map<string, number>();
    for (const diagnostic of diagnostics.filter((one) => one.severity === severity)) {
      const number = (seen.get(diagnostic.code) ?? 0) + 1;
      seen.set(diagnostic.code, number);
      if (number <= SHOWN_PER_CODE) sink.write(`${paint[severity](`${severity}:`)} ${diagnosticText(diagnostic)}\n`);
    }
    for (const [code, number] of seen) {
      const more = number - SHOWN_PER_CODE;
      if (more > 0)
        sink.write(`${paint[severity](`${severity}:`)} … and ${count(more, 'more', 'more')} like this [${code}]\n`);
    }
  }
}

/** One diagnostic on one line: where, which object and field, what is wrong and what to do, and its code. */
export function diagnosticText({ code, message, object, field, source }: Diagnostic): string {
  const where = source === undefined ? undefined : `${source.file}, document ${String(source.document)}`;
  const name =
    object === undefined
      ? undefined
      : `${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`;
  const said = field !== undefined && message.startsWith(field);
  const place = [where, name, said ? undefined : field].filter((part) => part !== undefined).join(': ');
  return `${place === '' ? '' : `${place}: `}${message} [${code}]`;
}
