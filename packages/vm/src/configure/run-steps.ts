import type { Writable } from 'node:stream';
import { type Configuration, type ConfigurationStep, isSuperminError } from '@supermin/core';
import { configureFailed } from '../errors/configure.ts';
import { exec } from '../job/exec.ts';
import type { Session } from '../session/session.ts';
import type { ScriptOutput } from './script-output.ts';

export interface StepContext {
  output: ScriptOutput;
  signal: AbortSignal;
  /** Told what is done now. */
  began(what: string): void;
}

/** Runs the steps one after another. @throws SuperminError `CONFIGURE_FAILED` and what ends the VM */
export async function runSteps(
  session: Session,
  { steps, environment, culprits, install }: Configuration,
  context: StepContext,
): Promise<void> {
  for (const step of steps) {
    const { output, signal } = context;
    const what = step.argv.join(' ');
    output.next(install?.isFailure);
    context.began(what);
    const env = { ...environment, ...step.environment };
    const outcome =
      (await outcomeOf(session, step, { env, output, signal })) ??
      (output.hasFailed ? 'says that a script has failed' : undefined);
    if (outcome === undefined) continue;
    const packages = step.package === undefined ? culprits(output.text) : [step.package];
    throw configureFailed(packages, `'${what}' ${outcome}`, output.lastLines());
  }
}

/** What went wrong with it: `ended with status 1`. A script that cannot be started is the package's fault, too. */
async function outcomeOf(
  session: Session,
  { argv }: ConfigurationStep,
  {
    env,
    output,
    signal,
  }: { env: Record<string, string>; output: ScriptOutput; signal: AbortSignal },
): Promise<string | undefined> {
  const streams = { stdout: output.stream(), stderr: output.stream() };
  try {
    const { status, signal: killer } = await exec(session, argv, { env, signal, ...streams });
    if (status === 0) return undefined;
    return killer === undefined ? `ended with status ${status}` : `was killed by ${killer}`;
  } catch (error) {
    if (!isSuperminError(error) || !/^COMMAND_/.test(error.code)) throw error;
    return `could not be started: ${error.message}`;
  } finally {
    for (const stream of [streams.stdout, streams.stderr]) await ended(stream);
  }
}

/** Its last line need not have an end. */
function ended(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.end(() => resolve()));
}
