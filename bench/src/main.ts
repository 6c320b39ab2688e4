import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deploy } from '@supermin/test-support/installation';
import { type Arguments, parseArguments, USAGE } from './arguments.ts';
import { describeMachine } from './machine.ts';
import { releaseMemory } from './measure/break-up-memory.ts';
import { measureWorkload } from './measure/measure-workload.ts';
import { say } from './progress.ts';
import { markdown } from './report/markdown.ts';
import { drawPictures } from './report/pictures.ts';
import type { BenchResult, WorkloadResult } from './report/result.ts';
import { Scratch } from './scratch.ts';
import { WORKLOADS } from './workloads/index.ts';

/** The checkout, from bench/dist. */
const TOP = fileURLToPath(new URL('../..', import.meta.url));

// With it Node.js up to 22 reads a file of certificates at every start, in 50 ms that are no contender's doing. (Our command hides
// it from node: with it the figures would be better than they are.)
delete process.env.NODE_EXTRA_CA_CERTS;

async function bench(wanted: Arguments): Promise<BenchResult> {
  const { only, runs, cold, scratch: parent, output } = wanted;
  const scratch = new Scratch(parent);
  process.on('exit', () => {
    releaseMemory();
    scratch.remove();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  say('installing the command');
  scratch.command = await deploy(TOP, scratch.path('cli'));
  const chosen = WORKLOADS.filter(({ name }) => only.length === 0 || only.includes(name));
  const date = new Date().toISOString().slice(0, 10);
  const workloads: WorkloadResult[] = [];
  const result: BenchResult = { date, machine: describeMachine(), runs, workloads };
  for (const workload of chosen) {
    const own = scratch.nested();
    workloads.push(await measureWorkload(workload, own, { runs, cold }));
    own.remove();
    // What is measured stays measured, whatever becomes of the next one.
    if (output !== undefined) write(result, output);
  }
  return result;
}

function write(result: BenchResult, output: string): void {
  mkdirSync(dirname(output), { recursive: true });
  const pictures = drawPictures(result.workloads);
  for (const [name, text] of pictures) writeFileSync(join(dirname(output), name), text);
  writeFileSync(output.replace(/\.md$/, '.json'), `${JSON.stringify(result, undefined, 1)}\n`);
  writeFileSync(output, markdown(result, [...pictures.keys()]));
}

try {
  const names = WORKLOADS.map(({ name }) => name);
  const parsed = parseArguments(process.argv.slice(2), names);
  const result = await bench(parsed);
  if (parsed.output === undefined) process.stdout.write(markdown(result));
} catch (error) {
  const wrong = error instanceof TypeError;
  process.stderr.write(`bench: ${(error as Error).message}\n${wrong ? USAGE : ''}`);
  process.exitCode = 1;
}
