import { once } from 'node:events';
import { type RegisteredCluster, registerFleet, serveClusters, untilAssessed } from './demo-fleet.js';
import { startDemoService } from './demo-service.js';
import { gatherReport } from './gather-report.js';
import { renderScoreboard } from './scoreboard.js';

/** Where the demo writes: the scoreboard to stdout, progress to stderr. */
export interface DemoOptions {
  /** Exit after printing instead of serving until a signal. */
  readonly once: boolean;
  /** Print one JSON document instead of text. */
  readonly json: boolean;
  readonly stdout: DemoOutput;
  readonly stderr: DemoOutput;
}

/** A stream, as far as the demo needs it. */
export interface DemoOutput {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/**
 * The main job on simulated clusters: start, register, snapshot, judge, print.
 * @returns exit code: 0, or 3 when a cluster could not be judged in time
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const started = performance.now();
  const say = (text: string): void => {
    options.stderr.write(`[demo +${((performance.now() - started) / 1000).toFixed(1)}s] ${text}\n`);
  };
  say('starting the service on an embedded PostgreSQL and three simulated clusters');
  const [service, served] = await Promise.all([startDemoService({ anyPort: options.once }), serveClusters()]);
  const stop = async (): Promise<void> => {
    await Promise.all([service.close(), ...served.map(({ simulator }) => simulator.close())]);
  };
  try {
    say(`service ready on ${service.url}; registering tenants and clusters through its API`);
    const registered = await registerFleet(service.client, served);
    const assessed = await Promise.all(registered.map((cluster) => untilAssessed(service.client, cluster, say)));
    const report = await gatherReport(service.client, assessed, linksOf(service.url));
    const text = options.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : renderScoreboard(report, options.stdout.isTTY === true);
    options.stdout.write(text);
    if (options.once) return exitCode(assessed, say);
    options.stderr.write(
      `API key of this demo: ${service.key}\nPress Ctrl-C to stop; everything the demo stored is then removed.\n`,
    );
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    return exitCode(assessed, say);
  } finally {
    await stop();
  }
}

function linksOf(url: string): Readonly<Record<string, string>> {
  return {
    graphiql: `${url}/graphiql`,
    graphql: `${url}/graphql`,
    rest: `${url}/api/v1`,
    docs: `${url}/docs`,
    health: `${url}/readyz`,
  };
}

function exitCode(clusters: readonly RegisteredCluster[], say: (text: string) => void): number {
  const missing = clusters.filter(({ assessedSequence }) => (assessedSequence ?? 0) === 0);
  if (missing.length > 0) say(`not judged in time: ${missing.map(({ name }) => name).join(', ')}`);
  return missing.length > 0 ? 3 : 0;
}
