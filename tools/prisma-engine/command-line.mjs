import { readFileSync } from 'node:fs';

/** Options of the native binary that carry a value we have no use for. */
const IGNORED_WITH_VALUE = new Set(['--enabled-preview-features', '--extension-types']);

/** The command line the Prisma CLI gives its schema engine. */
export function parseCommandLine(args) {
  const parsed = { version: false, datamodels: [], datasource: undefined, command: undefined };
  const rest = [...args];
  while (rest.length > 0) {
    const option = rest.shift();
    if (option === '--version' || option === '-V') parsed.version = true;
    else if (option === '--datamodels' || option === '-d') parsed.datamodels.push(readModel(rest.shift()));
    else if (option === '--datasource') parsed.datasource = JSON.parse(rest.shift());
    else if (option === 'cli') parsed.command = rest.shift();
    else if (IGNORED_WITH_VALUE.has(option)) rest.shift();
  }
  return parsed;
}

function readModel(path) {
  return [path, readFileSync(path, 'utf8')];
}
