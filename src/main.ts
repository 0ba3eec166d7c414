import { messageOf } from '#src/lib/problem.js';
import { serve } from '#src/app/serve.js';
import { exitCodeOf } from '#src/cli/exit-code.js';

/** The service without the command line around it, for process managers that start a file: `node dist/main.js`. */
try {
  await serve();
} catch (error) {
  process.stderr.write(`fenceline: ${messageOf(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
