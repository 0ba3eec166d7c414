import { z } from 'zod';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import { MAX_PORT, type Transport, TRANSPORTS } from '#src/engine/sets/protocol.js';
import { Problem } from '#src/lib/problem.js';
import { nearest } from '../output/nearest.js';
import type { Endpoint } from './endpoint.js';

/** One connectivity question as it is asked: on the command line, or as a line of a `--queries` file. */
export interface Question {
  readonly from: string;
  readonly to: string;
  /** TCP, UDP or SCTP; TCP when left out. */
  readonly protocol: string;
  /** Number, or the name of a container port of the destination. */
  readonly port: string;
}

const line = z.strictObject({
  from: z.string('write a string'),
  to: z.string('write a string'),
  protocol: z.string('write TCP, UDP or SCTP').default('TCP'),
  port: z.union([z.number(), z.string()], 'write a number or a port name').transform(String),
});

/**
 * Reads questions, one JSON object on each line; empty lines are skipped.
 * @throws Problem `INPUT.INVALID` naming the line and the field
 */
export function readQuestions(text: string): { readonly question: Question; readonly where: string }[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    if (content.trim() === '') return [];
    const where = `--queries: line ${String(index + 1)}`;
    const result = line.safeParse(parseJson(content, where));
    if (result.success) return [{ question: result.data, where }];
    const [issue] = result.error.issues;
    throw Problem.field(
      where,
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}; expected {"from","to","protocol","port"}`,
    );
  });
}

function parseJson(content: string, where: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw Problem.field(where, 'is not JSON; write one object {"from","to","protocol","port"} on each line');
  }
}

/** Reads a protocol, in any case. */
export function readProtocol(text: string, option: string): Transport {
  const protocol = TRANSPORTS.find((known) => known === text.toUpperCase());
  if (protocol === undefined) throw Problem.field(option, `"${text}" is not a protocol; write TCP, UDP or SCTP`);
  return protocol;
}

/** Finds the number a port means for one group of the destination, or for an address; undefined when it has no such name. */
export type PortOf = (group: number | null) => number | undefined;

/**
 * Reads a port: a number, or a name looked up on the destination's containers, each pod for itself.
 * @throws Problem `INPUT.INVALID` when the number does not exist or no pod of the destination declares the name
 */
export function readPort(text: string, protocol: Transport, to: Endpoint, model: NetworkModel, option: string): PortOf {
  if (/^-?\d+$/.test(text)) {
    const number = Number(text);
    if (number < 1 || number > MAX_PORT)
      throw Problem.field(option, `${text} is not a port; write 1 to ${String(MAX_PORT)}`);
    return () => number;
  }
  if (to.kind === 'address')
    throw Problem.field(option, `"${text}" is a name, and ${to.name} declares no ports; write a number`);
  const declared = to.groups
    .flatMap((group) => model.groups[group]?.ports ?? [])
    .filter((port) => port.protocol === protocol);
  if (!declared.some(({ name }) => name === text)) throw undeclared(text, protocol, to, declared, option);
  return (group) =>
    group === null
      ? undefined
      : model.groups[group]?.ports.find((port) => port.name === text && port.protocol === protocol)?.port;
}

function undeclared(
  text: string,
  protocol: Transport,
  to: Endpoint,
  declared: readonly { readonly name?: string; readonly port: number }[],
  option: string,
): Problem {
  const names = [...new Set(declared.flatMap(({ name }) => name ?? []))];
  const close = nearest(text, names);
  const has = names.length === 0 ? `it names no ${protocol} port; write a number` : `it has ${names.join(', ')}`;
  return Problem.field(
    option,
    `${to.name} has no ${protocol} port named "${text}"${close === undefined ? '' : `; did you mean "${close}"?`} (${has})`,
  );
}
