import { rmSync } from 'node:fs';
import { run } from '@supermin/test-support/programs';
import type { Stage } from '../report/result.ts';
import type { Contender } from '../workloads/workload.ts';
import { summarize } from './statistics.ts';

const RUNS = 3;

/** Where the time of our command goes: medians of its own `--timings`, and what is left for node to start and end. */
export async function measureStages({ argv, env, output }: Contender): Promise<Stage[]> {
  const rows = new Map<string, number[]>();
  for (let round = 0; round < RUNS; round++) {
    if (output !== undefined) rmSync(output, { recursive: true, force: true });
    const start = performance.now();
    const { stderr } = await run(argv[0]!, withTimings(argv), { env });
    const stages = leaves(parseStages(stderr), performance.now() - start);
    for (const { name, milliseconds } of stages) {
      rows.set(name, [...(rows.get(name) ?? []), milliseconds]);
    }
  }
  return [...rows].map(([name, values]) => ({ name, milliseconds: summarize(values).median }));
}

/** What follows `--` is the VM's. */
function withTimings(argv: readonly string[]): string[] {
  const words = argv.slice(1);
  const end = words.indexOf('--');
  words.splice(end < 0 ? words.length : end, 0, '--timings');
  return words;
}

/** Lines of `--timings`: `supermin:     97 ms  look at files`. */
export function parseStages(text: string): Stage[] {
  return [...text.matchAll(/^supermin: +(\d+) ms {2}(.+)$/gm)].map(([, milliseconds, name]) => ({
    name: name!,
    milliseconds: Number(milliseconds),
  }));
}

/**
 * Stages that don't overlap and add up to the whole, in milliseconds: a writer's own, which begin with a plan, are
 * inside of the last stage, `write FORMAT`.
 */
export function leaves(stages: readonly Stage[], whole: number): Stage[] {
  const last = stages.at(-1);
  if (last === undefined) return [{ name: 'all', milliseconds: whole }];
  const plan = stages.findIndex(({ name }) => name.startsWith('plan '));
  const inside = plan < 0 ? 0 : sum(stages.slice(plan, -1));
  const rest = {
    name: plan < 0 ? last.name : `rest of ${last.name}`,
    milliseconds: last.milliseconds - inside,
  };
  const flat = [...stages.slice(0, -1), { ...rest, milliseconds: Math.max(0, rest.milliseconds) }];
  const node = { name: 'start and end of node', milliseconds: Math.max(0, whole - sum(flat)) };
  return [node, ...flat];
}

function sum(stages: readonly Stage[]): number {
  return stages.reduce((total, { milliseconds }) => total + milliseconds, 0);
}
