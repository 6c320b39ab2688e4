import { cacheDirectory, type Report } from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import type { Commands, Start } from '../context/start.ts';
import { jobOf } from './code-cache/job.ts';
import { type Loaded, loadBundle } from './code-cache/load-bundle.ts';
import { endShortRun, expectShortRun, renewShortRun } from './v8-flags.ts';

let loaded: Loaded<Commands> | undefined;

/** Loads the bundle beside this one, for a job like this one. */
async function load(invocation: Pick<Invocation, 'command' | 'options'>): Promise<Commands> {
  if (loaded !== undefined) return loaded.exports;
  if (invocation.command === 'build') expectShortRun();
  loaded = loadBundle<Commands>(`${__dirname}/command.cjs`, {
    job: jobOf(invocation),
    require,
    cacheDirectory: () => cacheDirectory(process.env),
  });
  return loaded.exports;
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

export const fastStart: Start = { load, watch, succeeded };
