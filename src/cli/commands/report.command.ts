import { type Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { assess } from '#src/controls/assess.js';
import { type Assessment, SEVERITIES, type Severity } from '#src/controls/assessment.js';
import { type TenancyRules, tenancyRulesSchema } from '#src/engine/isolation/tenancy.js';
import { Problem } from '#src/lib/problem.js';
import { EXIT, type Outcome } from '../exit-code.js';
import { type LoadedCluster, loadCluster } from '../input/load-cluster.js';
import { readSideFile } from '../input/side-file.js';
import { type CliIo, coloursFor } from '../io.js';
import { type OfflineOptions, PATHS_HELP, withOfflineOptions } from '../offline-options.js';
import { type Gate, gateFailure } from '../output/gate.js';
import { reportText } from '../output/report-text.js';
import { Stopwatch } from '../stopwatch.js';

interface ReportOptions extends OfflineOptions {
  readonly tenants?: string;
  readonly format: 'text' | 'json' | 'csv' | 'html' | 'sarif' | 'oscal';
  readonly failOn?: Gate;
}

const EXAMPLES = `
Examples:
  $ fenceline report examples/shop
  $ fenceline report examples/shop-fenced --tenants examples/tenants.yaml --fail-on high
  $ fenceline report examples/shop --format csv --fail-on 75

--fail-on SEVERITY exits 1 when a finding of that severity or a worse one is open; --fail-on SCORE when the lower score
of some tenant is below SCORE. Without --tenants, namespaces belong to the tenant their labels name, and a namespace
without such a label is a tenant of its own.`;

/** `report`: scores and findings of one folder as one cluster. */
export function registerReport(program: Command, io: CliIo, outcome: Outcome): void {
  const command = program
    .command('report')
    .description('Score tenants and list findings, taking the manifests as one cluster.')
    .argument('<path...>', PATHS_HELP)
    .option('--tenants <file>', 'YAML or JSON file with tenants and the rules that give them namespaces')
    .addOption(
      new Option('--format <format>', 'text, json or csv')
        .choices(['text', 'json', 'csv', 'html', 'sarif', 'oscal'])
        .default('text'),
    )
    .addOption(
      new Option('--fail-on <gate>', `${SEVERITIES.slice(1).join(', ')}, or a score from 0 to 100`).argParser(
        parseGate,
      ),
    )
    .addHelpText('after', EXAMPLES);
  withOfflineOptions(command).action(async (paths: string[], options: ReportOptions) => {
    if (options.format === 'html' || options.format === 'sarif' || options.format === 'oscal') {
      throw Problem.field('--format', `${options.format} is not available yet; use text, json or csv`);
    }
    const watch = new Stopwatch();
    const tenancy = await readTenancy(options.tenants);
    const cluster = await loadCluster(paths, options, io, watch);
    const now = options.now ?? io.now().toISOString();
    const assessment = await watch.stage('assess', () => assess({ facts: cluster.facts, tenancy, now }));
    const failure = options.failOn === undefined ? undefined : gateFailure(assessment, options.failOn);
    io.stdout.write(await watch.stage('write', () => render(assessment, cluster, options, io, failure)));
    if (options.timing === true) watch.print(io.stderr);
    if (failure !== undefined) {
      io.stderr.write(`${coloursFor(io.stderr).red('gate failed:')} ${failure}\n`);
      outcome.exitCode = EXIT.gateFailed;
    }
  });
}

function readTenancy(file: string | undefined): Promise<TenancyRules> {
  return file === undefined
    ? Promise.resolve(tenancyRulesSchema.parse({ unassigned: 'namespace' }))
    : readSideFile(file, '--tenants', tenancyRulesSchema);
}

function parseGate(text: string): Gate {
  const severity = SEVERITIES.find((known) => known === text.toLowerCase());
  if (severity !== undefined && severity !== 'info') return { severity };
  const score = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (score >= 0 && score <= 100) return { score };
  throw new InvalidArgumentError(`write ${SEVERITIES.slice(1).join(', ')}, or a score from 0 to 100`);
}

function render(
  assessment: Assessment,
  { assumption, model, diagnostics }: LoadedCluster,
  { format, tenants }: ReportOptions,
  io: CliIo,
  failure: string | undefined,
): string {
  if (format === 'csv') return findingsCsv(assessment);
  if (format === 'json') {
    const { breaches, ...rest } = assessment;
    const gate = failure === undefined ? {} : { gate: failure };
    return `${JSON.stringify({ ...rest, findings: breaches, diagnostics, networkPlugin: model.cni, ...gate }, null, 2)}\n`;
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return reportText(assessment, {
    title: model.facts.cluster.name,
    notes: [
      assumption ?? `network plugin: ${model.cni.evidence}`,
      ...(tenants === undefined
        ? ['tenants: by namespace label, otherwise each namespace for itself (name them with --tenants)']
        : []),
      ...(errors === 0
        ? []
        : [`${String(errors)} objects have errors (standard error names them); what they touch counts as not known`]),
    ],
    width: io.stdout.columns ?? 120,
    colours: coloursFor(io.stdout),
  });
}

const CSV_COLUMNS = ['severity', 'control', 'verdict', 'tenants', 'subject', 'title', 'because', 'fix', 'fingerprint'];

function findingsCsv({ breaches }: Assessment): string {
  const order = (severity: Severity): number => -SEVERITIES.indexOf(severity);
  const rows = [...breaches]
    .sort((a, b) => order(a.severity) - order(b.severity))
    .map(({ severity, control, verdict, tenants, subject, title, because, fix, fingerprint }) => [
      severity,
      control,
      verdict,
      tenants.join(' '),
      subject,
      title,
      because,
      fix,
      fingerprint,
    ]);
  return stringify(rows, { header: true, columns: CSV_COLUMNS, escape_formulas: true });
}
