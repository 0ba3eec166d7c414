import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, Problem } from '#src/lib/problem.js';

const MANIFEST = /\.(?:ya?ml|json)$/i;

/**
 * The manifest files below the paths, folders read recursively and in sorted order. Files named directly are taken
 * whatever they are called; hidden folders and files are left out. `-` stands for standard input and is kept as it is.
 * @throws Problem `INPUT.INVALID` when a path does not exist or cannot be listed.
 */
export async function findManifests(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (path === '-' || !(await isFolder(path))) found.push(path);
    else await collect(path, found);
  }
  return [...new Set(found)];
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw Problem.field('PATH', `${path} cannot be read (${messageOf(error)}); give a file or folder that exists`);
  }
}

async function collect(folder: string, found: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    // Links to folders could lead in circles; links to files are what Kustomize trees and ConfigMap mounts use.
    if (entry.isDirectory()) await collect(path, found);
    else if (MANIFEST.test(entry.name) && (entry.isFile() || (await isLinkedFile(path)))) found.push(path);
  }
}

async function isLinkedFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
