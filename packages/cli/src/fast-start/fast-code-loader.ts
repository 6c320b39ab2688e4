import { cacheDirectory, type Report } from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import type { ClientCommands, CodeLoader, Commands } from '../context/code-loader.ts';
import { jobOf } from './code-cache/job.ts';
import { type Loaded, loadBundle } from './code-cache/load-bundle.ts';
import { endShortRun, expectShortRun, holdCompiled, renewShortRun } from './v8-flags.ts';

type Job = Pick<Invocation, 'command' | 'options'>;

let loaded: Loaded<unknown> | undefined;

/** Loads the bundle beside this one, for a job like this one. */
async function load(invocation: Job): Promise<Commands> {
  if (loaded !== undefined) return loaded.exports as Commands;
  if (invocation.command === 'build') expectShortRun();
  return bundle<Commands>('command.cjs', invocation);
}

/** A much smaller one. */
async function loadClient(invocation: Job): Promise<ClientCommands> {
  return bundle<ClientCommands>('client-command.cjs', invocation);
}

function bundle<T>(name: string, invocation: Job): T {
  const found = loadBundle<T>(`${__dirname}/${name}`, {
    job: jobOf(invocation),
    require,
    cacheDirectory: () => cacheDirectory(process.env),
  });
  loaded = found;
  if (!found.known) holdCompiled();
  return found.exports;
}

/** A build has the flags set after its first stage, when the second threads have started. */
function watch(report: Report): Report {
  return (event) => {
    if (event.kind === 'stage') renewShortRun();
    report(event);
  };
}

/** Keeps the compiled code for the next job of this kind. */
function succeeded(): void {
  if (endShortRun()) loaded?.remember();
}

export const fastCodeLoader: CodeLoader = { load, loadClient, watch, succeeded };
