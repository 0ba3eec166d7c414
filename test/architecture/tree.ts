import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);

/** Text of a file of the repository. */
export function textOf(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** Paths of the files below a folder of the repository, relative to its root, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(fileURLToPath(new URL(folder, ROOT)), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(fileURLToPath(ROOT).length)}/${entry.name}`.replaceAll('//', '/'))
    .sort();
}

/** Names of the folders directly below a folder of the repository, sorted. */
export function foldersOf(folder: string): string[] {
  return readdirSync(fileURLToPath(new URL(folder, ROOT)), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
