import type { SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { vi } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import type { Action } from '../../src/context/code-loader.ts';
import type { CommandContext } from '../../src/context/command-context.ts';

/** What a command that runs in this process is handed: as `main` does it. */
export interface TestContext extends CommandContext {
  /** All that was reported. */
  events: SuperminEvent[];
}

/** @param argv without `supermin` */
export function contextOf(...argv: string[]): TestContext {
  const events: SuperminEvent[] = [];
  return {
    invocation: parseCommandLine(argv),
    signal: new AbortController().signal,
    report: (event) => events.push(event),
    events,
  };
}

export interface Performed {
  status: number;
  stdout: string;
  /** What programs are told at the end. */
  facts: object | undefined;
  warnings: string[];
}

/** Runs a command in this process, without what `main` does before and after it. */
export async function perform(action: Action, context: TestContext): Promise<Performed> {
  let stdout = '';
  let facts: object | undefined;
  const take = (chunk: string | Uint8Array, ...more: unknown[]) => {
    stdout += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1');
    const done = more.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(take);
  try {
    const finished = (told: object) => {
      facts = told;
    };
    const status = await action({ ...context, finished });
    return { status, stdout, facts, warnings: warningsOf(context) };
  } finally {
    spy.mockRestore();
  }
}

export function warningsOf({ events }: TestContext): string[] {
  return events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
}

/** Gives the user of this test a cache, a configuration and a directory for temporary files of their own, until `unstubAllEnvs`. */
export function ownPlaces(config = '{}') {
  const files = { 'cache/none': '', 'tmp/none': '', 'config/supermin/config.json': config };
  const top = scratchDirectory(files);
  vi.stubEnv('XDG_CACHE_HOME', `${top}/cache`);
  vi.stubEnv('XDG_CONFIG_HOME', `${top}/config`);
  vi.stubEnv('TMPDIR', `${top}/tmp`);
  for (const name of ['SUPERMIN_PLUGINS', 'SOURCE_DATE_EPOCH', 'SUPERMIN_MIRROR_DEBIAN']) {
    vi.stubEnv(name, undefined);
  }
  return { top, cache: `${top}/cache/supermin`, tmp: `${top}/tmp` };
}
