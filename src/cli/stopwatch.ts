import type { TextSink } from './io.js';
import { textTable } from './output/table.js';

/** Measures the stages of a command for `--timing`. */
export class Stopwatch {
  readonly #stages: { readonly name: string; readonly milliseconds: number }[] = [];

  /** Runs one stage and remembers how long it took. */
  async stage<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#stages.push({ name, milliseconds: performance.now() - start });
    }
  }

  /** Prints all stages, their sum and the memory of the process. */
  print(sink: TextSink): void {
    const total = this.#stages.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    const rows = [...this.#stages, { name: 'total', milliseconds: total }].map(({ name, milliseconds }) => [
      name,
      milliseconds.toFixed(1),
      'ms',
    ]);
    const { rss, heapUsed } = process.memoryUsage();
    rows.push(['memory (resident)', megabytes(rss), 'MB'], ['memory (heap used)', megabytes(heapUsed), 'MB']);
    sink.write(`\n${textTable([{ title: 'stage' }, { title: 'spent', align: 'right' }, { title: '' }], rows)}`);
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}
