import { run } from '../../../test-e2e/support/processes.ts';
import type { Stage } from '../report/result.ts';
import { summarize } from './statistics.ts';

/** Stages that a writer reports of itself, inside of `write FORMAT`. */
const INSIDE = new Set(['plan image', 'write image', 'initrd', 'kernel']);

const RUNS = 5;

/** Where the time of our command goes: medians of its own `--timings`, and what is left for node to start and end. */
export async function measureStages(
  argv: readonly string[],
  env: Record<string, string>,
): Promise<Stage[]> {
  const rows = new Map<string, number[]>();
  for (let round = 0; round < RUNS; round++) {
    const start = performance.now();
    const { stderr } = await run(argv[0]!, argv.slice(1), { env });
    const stages = leaves(parseStages(stderr), performance.now() - start);
    for (const { name, milliseconds } of stages) {
      rows.set(name, [...(rows.get(name) ?? []), milliseconds]);
    }
  }
  return [...rows].map(([name, values]) => ({ name, milliseconds: summarize(values).median }));
}

/** Lines of `--timings`: `supermin:     97 ms  look at files`. */
export function parseStages(text: string): Stage[] {
  return [...text.matchAll(/^supermin: +(\d+) ms {2}(.+)$/gm)].map(([, milliseconds, name]) => ({
    name: name!,
    milliseconds: Number(milliseconds),
  }));
}

/** Stages that don't overlap and add up to the whole, in milliseconds. */
export function leaves(stages: readonly Stage[], whole: number): Stage[] {
  const inside = sum(stages.filter(({ name }) => INSIDE.has(name)));
  const flat = stages.map((stage) =>
    /^write (?!image$)/.test(stage.name)
      ? { name: `rest of ${stage.name}`, milliseconds: Math.max(0, stage.milliseconds - inside) }
      : stage,
  );
  const rest = Math.max(0, whole - sum(flat));
  return [{ name: 'start and end of node', milliseconds: rest }, ...flat];
}

function sum(stages: readonly Stage[]): number {
  return stages.reduce((total, { milliseconds }) => total + milliseconds, 0);
}
