import { join } from 'node:path';
import { messageOf, Problem } from '#src/lib/problem.js';
import { analyse, readInput, readObjects } from './analyse.js';
import { featuresOf } from './case-features.js';
import type { CaseFile, Check } from './case-file.js';
import { deviationOf } from './deviations.js';
import { errorOutcome } from './error-check.js';
import { connlistOutcome, diffOutcome } from './connectivity-checks.js';
import { evalOutcome } from './eval-check.js';
import { explainOutcome } from './explain-check.js';
import { exposureOutcome } from './exposure-check.js';
import { lintOutcome } from './lint-check.js';
import type { LoadedCase } from './load-cases.js';
import { relationOutcome } from './relation-check.js';
import { skipReason } from './skip-reason.js';
import type { Judged, Outcome } from './tally.js';

/** What to judge. */
export interface Selection {
  readonly kind?: string;
  /** Also judge cases that need languages the engine does not model yet. */
  readonly all?: boolean;
}

/** Judges every selected check of one case. */
export async function runCase(loaded: LoadedCase, { kind, all = false }: Selection): Promise<Judged[]> {
  const judged: Judged[] = [];
  const features = loaded.features ?? (await featuresOfInput(loaded));
  for (const [index, check] of loaded.expected.checks.entries()) {
    if (kind !== undefined && kind !== check.kind) continue;
    const reason = skipReason(check, features, all);
    const outcome: Outcome =
      reason === undefined ? await judge(loaded, check, checkName(check, index)) : { result: 'skip', reason };
    judged.push({
      suite: loaded.expected.suite,
      case: loaded.id,
      kind: check.kind,
      check: checkName(check, index),
      outcome,
    });
  }
  return judged;
}

function checkName({ kind, config }: Check, index: number): string {
  return `${kind}[${config ?? String(index)}]`;
}

async function judge(loaded: LoadedCase, check: Check, name: string): Promise<Outcome> {
  const outcome = await ask(loaded, check);
  if (outcome.result !== 'fail') return outcome;
  const objects = await readObjects([...new Set(configsOf(check).flatMap((one) => pathsOf(loaded, one)))]);
  const reason = deviationOf(loaded.expected.suite, check, `${loaded.expected.case} ${name}`, objects);
  return reason === undefined ? outcome : { result: 'deviates', reason, message: outcome.message };
}

/** The check once for each configuration it speaks about. */
function configsOf(check: Check): Check[] {
  if (check.kind !== 'relation') return [check];
  return (check['sets'] as string[]).map((set) => ({ ...check, config: set.split('/')[0] ?? '' }));
}

async function ask(loaded: LoadedCase, check: Check): Promise<Outcome> {
  try {
    const paths = pathsOf(loaded, check);
    const asked = { multipleNetworks: check.options['multipleNetworks'] === true };
    switch (check.kind) {
      case 'eval':
        return evalOutcome(
          check,
          (await analyse(paths, { ...asked, ipBlocksMatchPods: check.podIPsMatchIPBlock === true })).reach,
        );
      case 'error':
        return errorOutcome(loaded.expected, check, (await analyse(paths, asked)).diagnostics);
      case 'diff':
        return diffOutcome(
          check,
          (await analyse(paths.slice(0, 1), asked)).reach,
          (await analyse(paths.slice(1), asked)).reach,
        );
      case 'exposure':
        return exposureOutcome(loaded.expected, check, await analyse(paths, asked));
      case 'explain':
        return explainOutcome(loaded.expected, check, await analyse(paths, asked));
      case 'lint':
        return lintOutcome(check, await analyse(paths, asked));
      case 'relation':
        return relationOutcome(check, await readConfigs(loaded, check));
      default:
        return connlistOutcome(loaded.expected, check, await analyse(paths, asked));
    }
  } catch (error) {
    return { result: 'fail', message: `crashed: ${messageOf(error)}` };
  }
}

/** Reads the configurations a relation speaks about, each once. */
async function readConfigs(loaded: LoadedCase, check: Check) {
  const reads = new Map<string, Awaited<ReturnType<typeof readInput>>>();
  for (const one of configsOf(check)) {
    const config = one.config ?? '';
    if (!reads.has(config)) reads.set(config, await readInput(pathsOf(loaded, one)));
  }
  return (config: string) => {
    const read = reads.get(config);
    if (read === undefined) throw new Problem('INPUT.INVALID', `the case has no configuration ${config}`);
    return read;
  };
}

/** For cases no index lists: what the kinds in their input say. */
async function featuresOfInput(loaded: LoadedCase): Promise<string[]> {
  const paths = new Set(loaded.expected.checks.flatMap((check) => pathsOf(loaded, check)));
  return featuresOf(await readObjects([...paths]));
}

function pathsOf({ folder, expected }: LoadedCase, check: Check): string[] {
  const inputs: CaseFile['inputs'] = expected.inputs;
  if ('manifests' in inputs) return [join(folder, inputs.manifests)];
  if ('dir1' in inputs) return [join(folder, inputs.dir1), join(folder, inputs.dir2)];
  return (inputs.configs[check.config ?? '']?.inputs ?? []).map((file) => join(folder, file));
}
