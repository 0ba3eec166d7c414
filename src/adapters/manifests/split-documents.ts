/** One document of a multi-document file. */
export interface DocumentText {
  readonly text: string;
  /** 1-based position among the documents that hold anything. */
  readonly number: number;
  /** 1-based line its first line is on. */
  readonly line: number;
  /** What stood directly behind the `---` that opens it, when that is not separated by a space; kubectl drops it. */
  readonly glued?: string;
}

/**
 * Splits a file as kubectl does: at every line that begins with `---`, so that one broken document does not take the
 * others with it. Documents of nothing but comments, directives or white space are left out. JSON objects that follow
 * one another, pretty-printed or one on each line, are documents too.
 */
export function* splitDocuments(text: string): Generator<DocumentText> {
  let number = 0;
  for (const part of looksLikeJson(text) ? jsonParts(text) : yamlParts(text)) {
    if (isBlank(part.text)) continue;
    number += 1;
    yield { ...part, number };
  }
}

type Part = Omit<DocumentText, 'number'>;

function looksLikeJson(text: string): boolean {
  return /^\s*[{[]/.test(text.slice(0, 4096));
}

function* yamlParts(text: string): Generator<Part> {
  let start = 0;
  let line = 1;
  let glued: string | undefined;
  let lineNumber = 0;
  for (let at = 0; at < text.length;) {
    lineNumber += 1;
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    if (text.startsWith('---', at)) {
      yield part(text.slice(start, at), line, glued);
      const rest = text.slice(at + 3, end);
      const separated = rest.trim() === '' || /^\s/.test(rest);
      glued = separated ? undefined : rest.trim();
      start = separated ? at + 3 : end;
      line = lineNumber;
    } else if (text.startsWith('...', at) && text.slice(at + 3, end).trim() === '') {
      yield part(text.slice(start, at), line, glued);
      glued = undefined;
      start = end;
      line = lineNumber + 1;
    }
    at = end + 1;
  }
  yield part(text.slice(start), line, glued);
}

/** Boundaries are lines that close one value directly before a line that opens the next. */
function* jsonParts(text: string): Generator<Part> {
  let start = 0;
  let line = 1;
  let lineNumber = 0;
  let closed = false;
  for (let at = 0; at < text.length;) {
    lineNumber += 1;
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const opens = text[at] === '{' || text[at] === '[' || text.startsWith('---', at);
    if (closed && opens) {
      yield part(text.slice(start, at), line, undefined);
      start = text.startsWith('---', at) ? end : at;
      line = lineNumber;
    }
    const content = text.slice(at, end).trimEnd();
    // A value closes at the first column when pretty-printed, and on its own line when it is one line long.
    closed = content === '' ? closed : content === '}' || content === ']' || (opens && /[}\]]$/.test(content));
    at = end + 1;
  }
  yield part(text.slice(start), line, undefined);
}

function part(text: string, line: number, glued: string | undefined): Part {
  return { text, line, ...(glued === undefined ? {} : { glued }) };
}

function isBlank(text: string): boolean {
  if (text.length > 65_536) return false;
  return text
    .split('\n')
    .every((line) => line.trim() === '' || line.trimStart().startsWith('#') || line.startsWith('%'));
}
