import { type Command, Option } from 'commander';
import { type Blame, blame } from '#src/engine/questions/blame/blame.js';
import type { FactChange, Revision } from '#src/engine/questions/blame/fact-changes.js';
import type { NamedEnd } from '#src/engine/questions/ends.js';
import { MAX_PORT } from '#src/engine/sets/protocol.js';
import { parseIp } from '#src/engine/sets/ip-address.js';
import { Problem } from '#src/lib/problem.js';
import { type LoadedCluster, loadCluster } from '../input/load-cluster.js';
import type { CliIo } from '../io.js';
import { type OfflineOptions, PATHS_HELP, withOfflineOptions } from '../offline-options.js';
import { jsonText } from '../output/answer-text.js';
import { count } from '../output/plural.js';
import { type Endpoint, findEndpoint } from '../questions/endpoint.js';
import { readProtocol } from '../questions/question.js';
import { Stopwatch } from '../stopwatch.js';

interface BlameOptions extends OfflineOptions {
  readonly protocol: string;
  readonly format: 'text' | 'json';
}

const EXAMPLES = `
Examples:
  $ fenceline blame examples/shop examples/shop-fenced blog/wordpress shop/redis 6379
  $ fenceline blame before/ after/ 203.0.113.9 shop/web 443 --format json

Applies what differs between the two states, piece by piece, to the old one, until the connection answers as in the new one.`;

/** `blame`: which change between two states opened or closed one connection. */
export function registerBlame(program: Command, io: CliIo): void {
  const command = program
    .command('blame')
    .description('Find the change between two states that opened or closed one connection.')
    .argument('<old>', `the state before: ${PATHS_HELP}`)
    .argument('<new>', 'the state after')
    .argument('<from>', 'who opens the connection: NAMESPACE/NAME, NAMESPACE/KIND/NAME or an IP address')
    .argument('<to>', 'who is connected to')
    .argument('<port>', 'port number')
    .option('--protocol <protocol>', 'TCP, UDP or SCTP', 'TCP')
    .addOption(new Option('--format <format>', 'text or json').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES);
  withOfflineOptions(command).action(
    async (old: string, fresh: string, from: string, to: string, port: string, options: BlameOptions) => {
      const watch = new Stopwatch();
      const before = await loadCluster([old], options, io, watch);
      const after = await loadCluster([fresh], options, io, watch);
      const question = {
        from: endIn([after, before], from, 'FROM'),
        to: endIn([after, before], to, 'TO'),
        protocol: readProtocol(options.protocol, '--protocol'),
        port: portOf(port),
      };
      const answer = await watch.stage('blame', () => blame(before.facts, after.facts, question));
      io.stdout.write(
        options.format === 'json' ? jsonText(answer) : blameText(answer, `${from} → ${to} ${options.protocol} ${port}`),
      );
      if (options.timing === true) watch.print(io.stderr);
    },
  );
}

/** An end may exist in one of the two states only; it is named as it is there. */
function endIn(states: readonly LoadedCluster[], text: string, argument: string): NamedEnd {
  let first: unknown;
  for (const { model } of states) {
    try {
      return namedEnd(findEndpoint(model, text, argument), text);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      first ??= error;
    }
  }
  throw first as Problem;
}

function namedEnd(end: Endpoint, text: string): NamedEnd {
  if (end.kind === 'address') return { ip: end.ip };
  if (parseIp(text) !== null) return { ip: text };
  const [namespace = '', rest = ''] = end.name.split('/');
  const workload = /^(.*)\[(\w+)\]$/.exec(rest);
  return workload === null
    ? { namespace, name: rest }
    : { namespace, name: workload[1] ?? rest, kind: workload[2] ?? '' };
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > MAX_PORT)
    throw Problem.field('PORT', `"${text}" is not a port; write 1 to ${String(MAX_PORT)}`);
  return port;
}

function blameText(
  { before, after, unchanged, causes, minimal, alternatives, considered }: Blame,
  asked: string,
): string {
  if (unchanged) return `${asked}: ${before} before and after; nothing is to blame.\n`;
  const together = causes.length > 1 ? ` (${String(causes.length)} changes together)` : '';
  return [
    `${asked}: was ${before}, is ${after}, because of${together}:`,
    ...causes.map((cause) => `  ${changeText(cause)}`),
    ...(alternatives.length === 0
      ? []
      : ['Each of these alone would have done it, too:', ...alternatives.map((other) => `  ${changeText(other)}`)]),
    ...(minimal ? [] : ['Perhaps fewer of them suffice; the search was cut short.']),
    `Considered ${count(considered, 'change')}.`,
    '',
  ].join('\n');
}

function changeText({ change, kind, namespace, name, fields, before, after }: FactChange): string {
  const where = fields.length === 0 ? '' : `: ${fields.join(', ')}`;
  const versions = [before, after].map(revisionText).filter((text) => text !== '');
  return `${change} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}${where}${versions.length === 0 ? '' : ` (${versions.join(' → ')})`}`;
}

function revisionText(revision: Revision | null): string {
  if (revision?.generation !== undefined) return `generation ${String(revision.generation)}`;
  return revision?.resourceVersion === undefined ? '' : `version ${revision.resourceVersion}`;
}
