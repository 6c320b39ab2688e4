import { megabytes, ratio, seconds, short } from './figures.ts';
import type { BenchResult, ContenderResult, Verdict, WorkloadResult } from './result.ts';
import { table } from './table.ts';

/** The whole report as text. */
export function markdown(result: BenchResult, pictures: readonly string[] = []): string {
  const { date, machine, runs, workloads } = result;
  return [
    '# Results of the bench',
    `Made by \`npm run bench\` on ${date}, ${machine}. Medians of ${runs} interleaved rounds, the range in brackets; how is in`,
    "[NOTES.md](NOTES.md). A ratio is our time as a multiple of the other's, round by round: below 1 we",
    'are faster. Memory is that of the largest process.',
    '',
    '## Targets',
    targets(workloads),
    ...pictures.map((file) => `![${file}](${file})\n`),
    ...workloads.map(section),
  ].join('\n');
}

function targets(workloads: readonly WorkloadResult[]): string {
  const rows = workloads.flatMap(({ name, verdicts }) =>
    verdicts.map((verdict) => [
      name,
      verdict.text,
      limit(verdict),
      measured(verdict),
      verdict.met ? 'met' : '**not met**',
    ]),
  );
  return table(['workload', 'target', 'limit', 'measured', ''], rows);
}

function limit({ unit, limit: value }: Verdict): string {
  if (unit === 'ratio') return short(value);
  return unit === 'seconds' ? `${(value * 1000).toFixed(0)} ms` : megabytes(value);
}

function measured({ unit, measured: value }: Verdict): string {
  if (unit === 'ratio') return ratio(value);
  return unit === 'seconds' ? seconds(value) : megabytes(value.median);
}

function section({ name, title, input, compared, contenders }: WorkloadResult): string {
  const cold = contenders.some(({ coldSeconds }) => coldSeconds !== undefined);
  const head = ['', 'time', 'ours is', 'CPU', 'memory', 'system calls'];
  const coldHead = cold ? ['cold', 'ours is, cold'] : [];
  return [
    `## ${name}: ${title}`,
    `${input}.`,
    '',
    table(
      [...head, ...coldHead],
      contenders.map((each) => row(each, cold)),
    ),
    'Compared before it was measured:',
    '',
    ...compared.map((line) => `- ${line}`),
    '',
  ].join('\n');
}

function row(each: ContenderResult, cold: boolean): string[] {
  const { name, peakBytes, systemCalls, coldSeconds, coldRatio } = each;
  return [
    name,
    seconds(each.seconds),
    ratio(each.ratio),
    each.cpuSeconds.maximum === 0 ? '–' : seconds(each.cpuSeconds),
    megabytes(peakBytes),
    systemCalls === undefined ? '–' : String(systemCalls),
    ...(cold ? [coldSeconds ? seconds(coldSeconds) : '–', coldRatio ? ratio(coldRatio) : '–'] : []),
  ];
}
