import { parseArgs } from 'node:util';
import { messageOf, Problem } from '#src/lib/problem.js';
import { loadCases } from './load-cases.js';
import { runCase } from './run-case.js';
import { type Judged, tally } from './tally.js';
import { tallyText } from './tally-text.js';

const USAGE = `npm run conformance -- [--suite SUITE] [--kind KIND] [--case TEXT] [--dir DIR] [--json] [--all]
  --suite SUITE  only this suite
  --kind KIND    only this kind of check: connlist, eval, diff, error, exposure, explain,
                 relation, lint
  --case TEXT    only cases whose name contains TEXT
  --dir DIR      folder of cases (default ../shared/conformance/open)
  --json         print one JSON document
  --all          also judge cases that need what is not built yet
`;

/** Runs the corpus and answers the exit code: 0 all judged checks hold, 1 some do not, 2 usage or missing corpus. */
async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      suite: { type: 'string' },
      kind: { type: 'string' },
      case: { type: 'string' },
      dir: { type: 'string', default: '../shared/conformance/open' },
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const judged: Judged[] = [];
  for (const loaded of loadCases(values.dir, values.suite)) {
    if (!loaded.id.includes(values.case ?? '')) continue;
    judged.push(
      ...(await runCase(loaded, { all: values.all, ...(values.kind === undefined ? {} : { kind: values.kind }) })),
    );
  }
  const result = tally(judged);
  process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : tallyText(result, judged));
  return result.failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof Problem ? '' : `\n${USAGE}`;
  process.stderr.write(`${messageOf(error)}\n${usage}`);
  process.exitCode = 2;
}
