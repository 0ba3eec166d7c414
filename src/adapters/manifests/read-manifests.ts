import type { KindCoverage } from '#src/engine/model/coverage.js';
import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import { asText, memberAt } from '#src/engine/model/json-value.js';
import { kindKey, type RawObject } from '#src/engine/model/raw-object.js';
import { decodeText } from './decode-text.js';
import { itemsOf } from './list-items.js';
import { coverageOfLoss, decidesOthers, lostKinds } from './lost-kinds.js';
import { admitObject } from './parse-boundary.js';
import { parseDocument } from './parse-document.js';
import type { ReadLimits } from './read-limits.js';
import { type DocumentText, splitDocuments } from './split-documents.js';

/** One file, upload or stream of manifests. */
export interface ManifestFile {
  /** Shown in diagnostics, e.g. the path, or `-` for standard input. */
  readonly name: string;
  readonly content: Uint8Array | string;
}

/** What was understood of the input. */
export interface ReadManifests {
  readonly objects: RawObject[];
  readonly diagnostics: Diagnostic[];
  /** Policy kinds (and namespaces) of which objects were lost in documents that could not be read. */
  readonly lost: KindCoverage[];
}

/**
 * Reads manifests: multi-document YAML, JSON, `List` objects and what `kubectl get -o yaml|json` prints.
 * Never throws on content: what cannot be read becomes a diagnostic that names file, document and line. When not one
 * Kubernetes object is found the diagnostic is fatal.
 */
export function readManifests(files: Iterable<ManifestFile>, limits: ReadLimits): ReadManifests {
  const reading = new Reading(limits);
  for (const file of files) reading.file(file);
  return reading.result();
}

class Reading {
  readonly #objects: RawObject[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #lost = new Set<string>();
  readonly #names: string[] = [];

  constructor(private readonly limits: ReadLimits) {}

  file({ name, content }: ManifestFile): void {
    this.#names.push(name);
    const size = typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
    if (size > this.limits.maxBytes) {
      const message = `it has ${String(size)} bytes, more than the ${String(this.limits.maxBytes)} that are read; split it`;
      this.#refuse(name, 'FILE.TOO_LARGE', message);
      this.#lose('');
      return;
    }
    const decoded = typeof content === 'string' ? { text: content.replace(/^\uFEFF/, '') } : decodeText(content);
    if (decoded.text === undefined) {
      this.#refuse(name, 'FILE.NOT_TEXT', decoded.problem);
      this.#lose('');
    } else this.#documents(name, decoded.text);
  }

  result(): ReadManifests {
    if (this.#objects.length === 0) {
      const where =
        this.#names.length === 0
          ? 'no .yaml, .yml or .json file was found'
          : `no Kubernetes object in ${this.#names.slice(0, 3).join(', ')}`;
      this.#diagnostics.push({
        severity: 'fatal',
        code: 'INPUT.EMPTY',
        message: `${where}; give manifests, or what kubectl get -o yaml prints`,
      });
    }
    return { objects: this.#objects, diagnostics: this.#diagnostics, lost: coverageOfLoss(this.#lost) };
  }

  #documents(file: string, text: string): void {
    let position = 0;
    for (const document of splitDocuments(text)) {
      if (position >= this.limits.maxObjects) {
        this.#refuse(
          file,
          'FILE.TOO_MANY_DOCUMENTS',
          `only the first ${String(this.limits.maxObjects)} documents are read; split the file`,
        );
        this.#lose(text);
        return;
      }
      position += this.#document(file, document, this.limits.maxObjects - position);
    }
  }

  /** Returns how many objects the document counted for. */
  #document(file: string, document: DocumentText, room: number): number {
    const source = { file, document: document.number, line: document.line };
    if (document.glued !== undefined) {
      const message = `"---${document.glued}" opens a document and kubectl drops the rest of that line; put a line break behind ---`;
      this.#diagnostics.push({ severity: 'warning', code: 'YAML.GLUED_SEPARATOR', message, source });
    }
    const parsed = parseDocument(document.text, this.limits);
    if (!parsed.ok) {
      this.#unparsed(document, parsed.problem, parsed.code, parsed.line, source);
      return 1;
    }
    if (parsed.warning !== undefined) {
      const { code, message, line } = parsed.warning;
      const at = ` (line ${String(document.line + line - 1)})`;
      this.#diagnostics.push({ severity: 'warning', code, message: `${message}${at}`, source });
    }
    let count = 0;
    for (const item of itemsOf(parsed.value)) {
      count += 1;
      if (count > room) {
        this.#refuse(
          file,
          'FILE.TOO_MANY_DOCUMENTS',
          `only the first ${String(this.limits.maxObjects)} objects are read; split the file`,
        );
        this.#lose(document.text);
        return count;
      }
      this.#admit(item, source);
    }
    return Math.max(count, 1);
  }

  #admit(item: unknown, source: { file: string; document: number; line: number }): void {
    const { object, diagnostics } = admitObject(item, source);
    this.#diagnostics.push(...diagnostics);
    if (object !== undefined) {
      this.#objects.push(object);
      return;
    }
    const kind = kindKey(asText(memberAt(item, 'apiVersion')) ?? '', asText(memberAt(item, 'kind')) ?? '');
    if (decidesOthers(kind)) this.#lost.add(kind);
  }

  #unparsed(
    document: DocumentText,
    problem: string,
    code: string,
    line: number | undefined,
    source: Diagnostic['source'],
  ): void {
    const isTemplate = /\{\{[^}]*\}\}/.test(document.text.split('\n')[(line ?? 1) - 1] ?? '');
    const at = line === undefined ? '' : ` (line ${String(document.line + line - 1)})`;
    this.#diagnostics.push({
      severity: 'error',
      code: isTemplate ? 'DOCUMENT.TEMPLATE' : code,
      message: isTemplate
        ? `this looks like a Helm template, not a manifest${at}; render it first with helm template`
        : `the document cannot be parsed: ${problem}${at}`,
      ...(source === undefined ? {} : { source }),
    });
    this.#lose(document.text);
  }

  #lose(text: string): void {
    for (const kind of lostKinds(text)) this.#lost.add(kind);
  }

  #refuse(file: string, code: string, message: string): void {
    this.#diagnostics.push({ severity: 'error', code, message: `${file}: ${message}`, source: { file, document: 1 } });
  }
}
