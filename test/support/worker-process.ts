import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/fenceline.mjs', import.meta.url));
const COMPILED = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Whether the product is compiled, so that it can run as a process of its own. */
export const isCompiled = existsSync(COMPILED);

/** A worker in a process of its own, running the compiled product. */
export class WorkerProcess {
  #child: ChildProcess | undefined;
  #output = '';

  constructor(private readonly environment: NodeJS.ProcessEnv) {}

  /** Starts it and waits until it takes jobs. */
  async start(): Promise<void> {
    this.#output = '';
    const env = { PATH: process.env['PATH'], ...this.environment };
    const child = spawn(process.execPath, [BIN, 'serve', '--role', 'worker'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', () => {
        if (this.#output.includes('listening on')) resolve();
      });
      child.once('error', reject);
      child.once('exit', () => {
        reject(new Error(`the worker ended before it was ready: ${this.#output}`));
      });
    });
  }

  /** Sends a signal to this process and no other. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(name);
  }

  /** Ends it without a warning, and waits until it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}
