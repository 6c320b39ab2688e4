import { cacheDirectory, expectShortRun } from '@supermin/core';
import type { Invocation } from '../arguments/parse.ts';
import { jobOf } from './job.ts';
import { type Loaded, loadBundle } from './load-bundle.ts';

type Bundle = typeof import('../command.ts');

let loaded: Loaded<Bundle> | undefined;
let builds = false;

/** The bundle beside this one; loaded at the first call, for a job like this one. */
export function loadCommand(invocation: Pick<Invocation, 'command' | 'options'>): Bundle {
  if (loaded !== undefined) return loaded.exports;
  builds = invocation.command === 'build';
  // Before anything is compiled: V8 takes compiled code only with the flags that it was made with.
  if (builds) expectShortRun();
  loaded = loadBundle<Bundle>(`${__dirname}/command.cjs`, {
    ...{ job: jobOf(invocation), require },
    cacheDirectory: () => cacheDirectory(process.env),
  });
  return loaded.exports;
}

/** Keeps the compiled code for the next job of this kind. */
export function rememberCode(): void {
  // A second thread sets one of the flags back.
  if (builds) expectShortRun();
  loaded?.remember();
}
