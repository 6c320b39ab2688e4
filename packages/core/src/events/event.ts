import { now } from './clock.ts';

/**
 * What long work tells its caller. `text` is a finished sentence without the `supermin: ` prefix.
 *
 * - `message`: shown with `-v` (level 1: stages), `-v -v` (2: files), `-v -v -v` (3: everything).
 * - `list`: what a message just counted, an item a line; asked for only where somebody wants to see it.
 * - `warning`: always shown, on standard error.
 * - `stage`: a named part of the work ended; `milliseconds` is its wall time.
 * - `progress`: `done` of `total` in `unit`; the last one of a writer has `done === total`.
 */
export type SuperminEvent =
  | { kind: 'message'; level: 1 | 2 | 3; text: string }
  | { kind: 'list'; level: 2 | 3; items: () => Iterable<string> }
  | { kind: 'warning'; text: string; hint?: string }
  | { kind: 'stage'; name: string; milliseconds: number }
  | { kind: 'progress'; done: number; total: number; unit: 'bytes' | 'files' };

export type Report = (event: SuperminEvent) => void;

/** Reports a message that `-v` shows. */
export function say(report: Report, text: string): void {
  report({ kind: 'message', level: 1, text });
}

/** Times `work` and reports it as a stage, also when it fails. */
export async function timed<T>(
  report: Report,
  name: string,
  work: () => Promise<T> | T,
): Promise<T> {
  const start = now();
  try {
    return await work();
  } finally {
    report({ kind: 'stage', name, milliseconds: now() - start });
  }
}
