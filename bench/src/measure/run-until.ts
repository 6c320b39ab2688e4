import { spawn } from 'node:child_process';
import type { Contender } from '../workloads/workload.ts';
import type { Measurement } from './run-once.ts';

const LIMIT = 120_000;

/**
 * The time until a program says something, for machines that boot: what comes after is not of interest.
 *
 * @throws {Error} it ended, or two minutes went by, without a word of it
 */
export async function runUntil(contender: Contender, text: string): Promise<Measurement> {
  const [program = '', ...args] = contender.argv;
  const start = performance.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...contender.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT,
    killSignal: 'SIGKILL',
  });
  let said = '';
  let seconds = 0;
  const listen = (chunk: Buffer) => {
    said += chunk.toString('latin1');
    if (seconds > 0 || !said.includes(text)) return;
    seconds = (performance.now() - start) / 1000;
    child.kill('SIGKILL');
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (seconds === 0) throw new Error(`${contender.name}: never said '${text}'\n${said}`);
  return { seconds, cpuSeconds: 0, peakBytes: 0 };
}
