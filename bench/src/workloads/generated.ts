import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateRoot } from '../fixtures/generated-root.ts';
import { say } from '../progress.ts';
import type { Scratch } from '../scratch.ts';

/** Steps of half a decade; with the last one there are 100,000 files. */
export const COUNTS = [1_000, 3_162, 10_000, 31_623, 100_000] as const;

/** 2 GB in 100,000 files. */
const MEAN_SIZE = 20_000;

/** The root of `big` and `growth`, made once in a run of the bench. */
export function generatedRoot(scratch: Scratch): string {
  const directory = join(scratch.shared, 'generated');
  if (existsSync(directory)) return directory;
  say('writing 100,000 files, 2 GB');
  const packages: Record<string, number> = {};
  for (const [index, count] of COUNTS.entries()) {
    packages[packageOf(count)] = count - (COUNTS[index - 1] ?? 0);
  }
  generateRoot(directory, packages, MEAN_SIZE);
  return directory;
}

/** An appliance of `count` of its files: the path of its `packages`. */
export function generatedInput(scratch: Scratch, count: number): string {
  const input = scratch.path(`packages-${count}`);
  writeFileSync(input, `${packageOf(count)}\n`);
  return input;
}

function packageOf(count: number): string {
  return `up-to-${count}`;
}
