import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { messageOf, Problem } from '#src/lib/problem.js';
import { loadCluster } from '../input/load-cluster.js';
import type { CliIo } from '../io.js';
import { type OfflineOptions, PATHS_HELP, withOfflineOptions } from '../offline-options.js';
import { portsJson } from '../output/ports.js';
import type { EnforcementClass } from '#src/engine/questions/enforcement.js';
import { decisionsJson } from '../output/decisions-json.js';
import { type Answer, answer } from '../questions/answer.js';
import { Enforcement } from '../questions/enforcement.js';
import { type Question, readQuestions } from '../questions/question.js';
import { reasons } from '../questions/reasons.js';
import { Stopwatch } from '../stopwatch.js';

interface EvalOptions extends OfflineOptions {
  readonly from?: string;
  readonly to?: string;
  readonly protocol: string;
  readonly port?: string;
  readonly queries?: string;
  readonly explain?: boolean;
  readonly format: 'text' | 'json';
}

const EXAMPLES = `
Examples:
  $ fenceline eval examples/shop --from blog/wordpress --to shop/redis --port 6379
  $ fenceline eval examples/shop --from 203.0.113.9 --to shop/web --port http --explain
  $ fenceline eval examples/shop --queries examples/questions.jsonl

An endpoint is namespace/pod, namespace/Kind/name or an IP address. The answer is allowed, denied or unknown.`;

/** `eval`: one connectivity question, or a file of them. */
export function registerEval(program: Command, io: CliIo): void {
  const command = program
    .command('eval')
    .description('Answer whether one endpoint can reach another on one port.')
    .argument('<path...>', PATHS_HELP)
    .option('--from <endpoint>', 'who opens the connection')
    .option('--to <endpoint>', 'who is connected to')
    .option('--protocol <protocol>', 'TCP, UDP or SCTP', 'TCP')
    .option('--port <port>', 'port number, or the name of a container port of the destination')
    .option('--queries <file>', 'answer many questions: one JSON object {from,to,protocol,port} on each line')
    .option('--explain', 'say which policies and rules decide at each end')
    .addOption(new Option('--format <format>', 'text or json').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES);
  withOfflineOptions(command).action(async (paths: string[], options: EvalOptions) => {
    const watch = new Stopwatch();
    const questions =
      options.queries === undefined
        ? [{ question: singleQuestion(options), where: '--' }]
        : readQuestions(await readText(options.queries)).map(({ question, where }) => ({
            question,
            where: `${where}: `,
          }));
    const { reach, assumption } = await loadCluster(paths, options, io, watch);
    const classes = new Enforcement(reach);
    const answers = await watch.stage('answer', () =>
      questions.map(({ question, where }) => {
        const one = answer(reach, question, where);
        return { question, one, enforcement: classes.of(one, question, where) };
      }),
    );
    for (const { question, one, enforcement } of answers) {
      const isJson = options.format === 'json' || options.queries !== undefined;
      io.stdout.write(
        isJson
          ? `${JSON.stringify(answerJson(question, one, enforcement, assumption, options.explain === true))}\n`
          : answerText(one, enforcement, options.explain === true),
      );
    }
    if (assumption !== undefined && options.format === 'text') io.stderr.write(`${assumption}\n`);
    if (options.timing === true) watch.print(io.stderr);
  });
}

function singleQuestion({ from, to, protocol, port }: EvalOptions): Question {
  if (from === undefined || to === undefined || port === undefined) {
    const missing = [
      from === undefined ? '--from' : '',
      to === undefined ? '--to' : '',
      port === undefined ? '--port' : '',
    ].filter((name) => name !== '');
    throw new Problem('INPUT.INVALID', `${missing.join(', ')}: required (or give many questions with --queries FILE)`);
  }
  return { from, to, protocol, port };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw Problem.field('--queries', `${file} cannot be read (${messageOf(error)})`);
  }
}

/** The answer as one JSON object; `because` explains, it is not meant to be parsed. */
function answerJson(
  asked: Question,
  one: Answer,
  enforcement: EnforcementClass,
  assumption: string | undefined,
  explain: boolean,
): unknown {
  const { protocol, port, verdict, flow } = one;
  return {
    from: asked.from,
    to: asked.to,
    protocol,
    port: /^\d+$/.test(port) ? Number(port) : port,
    verdict,
    enforcement,
    must: portsJson(flow.must),
    may: portsJson(flow.may),
    because: [...reasons(one), ...(assumption === undefined ? [] : [assumption])],
    ...(explain && one.explanation !== null ? { decisions: decisionsJson(one.explanation, verdict) } : {}),
  };
}

function answerText(one: Answer, enforcement: EnforcementClass, explain: boolean): string {
  const declared = enforcement === 'declared-deny' ? ['  a policy denies it, but nothing enforces that policy'] : [];
  return [one.verdict, ...declared, ...(explain ? reasons(one).map((reason) => `  ${reason}`) : []), ''].join('\n');
}
