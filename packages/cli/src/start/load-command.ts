import { cacheDirectory, expectShortRunEarly } from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import { jobOf } from './job.ts';
import { type Loaded, loadBundle } from './load-bundle.ts';

type Bundle = typeof import('../command.ts');

let loaded: Loaded<Bundle> | undefined;

/** The bundle beside this one; loaded at the first call, for a job like this one. */
export function loadCommand(invocation: Pick<Invocation, 'command' | 'options'>): Bundle {
  if (loaded !== undefined) return loaded.exports;
  if (invocation.command === 'build') expectShortRunEarly();
  loaded = loadBundle<Bundle>(`${__dirname}/command.cjs`, {
    ...{ job: jobOf(invocation), require },
    cacheDirectory: () => cacheDirectory(process.env),
  });
  return loaded.exports;
}

/** Keeps the compiled code for the next job of this kind. */
export function rememberCode(): void {
  if (loaded?.exports.endShortRun()) loaded.remember();
}
