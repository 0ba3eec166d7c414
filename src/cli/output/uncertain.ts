import { type CliIo, coloursFor } from '../io.js';
import { count } from './plural.js';

/** Says on standard error that a list of certain connections is not the whole truth. */
export function warnUncertain(number: number, io: CliIo): void {
  if (number === 0) return;
  const colours = coloursFor(io.stderr);
  const connections = `${count(number, 'connection')} ${number === 1 ? 'is' : 'are'}`;
  io.stderr.write(
    `${colours.yellow('warning:')} ${connections} neither proven nor ruled out and not listed; fenceline connectivity --format text names them and why\n`,
  );
}
