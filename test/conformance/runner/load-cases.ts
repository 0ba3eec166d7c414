import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Problem } from '#src/lib/problem.js';
import { type CaseFile, caseFile } from './case-file.js';

/** A case with the place of its input files and what the corpus' index says it needs. */
export interface LoadedCase {
  /** `<suite>/<case>`. */
  readonly id: string;
  readonly folder: string;
  readonly expected: CaseFile;
  /** Policy languages and objects the case uses; null when no index lists the case. */
  readonly features: readonly string[] | null;
}

const indexFile = z.record(z.string(), z.looseObject({ features: z.array(z.string()) }));

/**
 * All cases below `dir` (`<suite>/<case>/expected.json`), sorted by id; only those of `suite` when one is named.
 * @throws Problem `INPUT.INVALID` when the folder is missing or an expectation cannot be read.
 */
export function loadCases(dir: string, suite?: string): LoadedCase[] {
  if (!existsSync(dir)) {
    throw new Problem('INPUT.INVALID', `The conformance corpus is not at "${dir}". Name its folder with --dir DIR.`);
  }
  const features = readIndex(dir);
  const cases: LoadedCase[] = [];
  for (const suiteName of folders(dir)) {
    if (suite !== undefined && suite !== suiteName) continue;
    for (const caseName of folders(join(dir, suiteName))) {
      const folder = join(dir, suiteName, caseName);
      const file = join(folder, 'expected.json');
      if (!existsSync(file)) continue;
      const id = `${suiteName}/${caseName}`;
      cases.push({ id, folder, expected: readCase(file), features: features.get(id) ?? null });
    }
  }
  return cases;
}

function folders(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => statSync(join(dir, name)).isDirectory())
    .sort();
}

function readIndex(dir: string): Map<string, readonly string[]> {
  const file = [join(dir, 'index.json'), join(dirname(dir), 'index.json')].find((path) => existsSync(path));
  if (file === undefined) return new Map();
  const index = indexFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return new Map(Object.entries(index).map(([id, entry]) => [id, entry.features]));
}

function readCase(file: string): CaseFile {
  const result = caseFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (result.success) return result.data;
  throw new Problem('INPUT.INVALID', `${file}: ${z.prettifyError(result.error)}`);
}
