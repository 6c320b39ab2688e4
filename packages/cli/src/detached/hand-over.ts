import { readFileSync } from 'node:fs';
import type { BytePath } from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import { OptionValues } from '../arguments/option-values.ts';

/** Tells a process that it goes on where another one was: what that was asked for is in its standard input. */
const VARIABLE = 'SUPERMIN_HANDED_OVER';

/** The descriptor at which the other process waits. */
export const WAITING = 3;

/** An invocation as JSON has it. Its words are bytes, which Node.js cannot put on a command line. */
interface Handed extends Omit<Invocation, 'options'> {
  options: [name: string, values: (string | true)[]][];
}

/** What this process is to do, if it was started by `detach()` of another one. */
export function handedOver(): Invocation | undefined {
  if (process.env[VARIABLE] === undefined) return undefined;
  // Not for what this process starts.
  delete process.env[VARIABLE];
  const { options, ...invocation } = JSON.parse(readFileSync(0, 'utf8')) as Handed;
  return { ...invocation, options: new OptionValues(new Map(options)) };
}

/** Environment and standard input for another process. */
export function handOver({ options, ...invocation }: Invocation, log: BytePath) {
  const handed: Handed = { ...invocation, options: options.entries, log };
  return { env: { ...process.env, [VARIABLE]: '1' }, input: JSON.stringify(handed) };
}
