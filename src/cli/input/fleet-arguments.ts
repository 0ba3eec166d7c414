import { Problem } from '#src/lib/problem.js';

/** One cluster of a fleet, as the command line names it. */
export interface FleetArgument {
  readonly name: string;
  readonly path: string;
}

const NAME = /^[A-Z0-9](?:[\w.-]{0,61}[A-Z0-9])?$/i;

/**
 * Reads `NAME=PATH` arguments.
 * @throws Problem `INPUT.INVALID` naming the argument and how to write it
 */
export function readFleetArguments(texts: readonly string[]): readonly FleetArgument[] {
  const found = new Map<string, FleetArgument>();
  for (const text of texts) {
    const sign = text.indexOf('=');
    const [name, path] = [text.slice(0, sign), text.slice(sign + 1)];
    if (sign < 1 || path === '')
      throw Problem.field('NAME=PATH', `"${text}" names no cluster and path; write for example east=clusters/east`);
    if (!NAME.test(name))
      throw Problem.field(
        'NAME=PATH',
        `"${name}" in "${text}" is no cluster name; use up to 63 letters, digits, dots and inner dashes`,
      );
    if (found.has(name))
      throw Problem.field('NAME=PATH', `"${text}" uses the name "${name}" a second time; give each cluster its own`);
    found.set(name, { name, path });
  }
  const clusters = [...found.values()];
  if (clusters.length < 2)
    throw Problem.field('NAME=PATH', `"${texts.join(' ')}" is one cluster; a fleet needs two or more`);
  if (clusters.filter(({ path }) => path === '-').length > 1)
    throw Problem.field('NAME=PATH', 'standard input (-) can be only one of the clusters');
  return clusters;
}
