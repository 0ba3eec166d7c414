import { type Colors } from 'picocolors/types.js';
import pc from 'picocolors';

/** Where a command reads and writes; tests hand in buffers. */
export interface CliIo {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly now: () => Date;
}

/** A stream of text; `isTTY` says that a person is reading, `columns` how wide the terminal is. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The process' own streams. */
export function processIo(): CliIo {
  return { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, now: () => new Date() };
}

/** Colours for a stream: only when a person reads it and NO_COLOR is not set. */
export function coloursFor(sink: TextSink): Colors {
  return pc.createColors(sink.isTTY === true && pc.isColorSupported);
}
