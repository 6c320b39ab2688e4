import type { Report, SuperminEvent } from '@supermin/core';
import type { Command } from '../arguments/command-names.ts';
import type { Invocation } from '../arguments/invocation.ts';
import { version } from '../version.ts';
import { failureFacts } from './failure-facts.ts';

/** Commands whose `--json` is a line for each event, and not one document: docs/events.md. */
const COMMANDS: readonly (Command | undefined)[] = ['prepare', 'build', 'fetch'];

/** Raised when a program for older versions would misread what is written. */
const VERSION = 1;

/** Milliseconds between two events of progress. */
const INTERVAL = 100;

export function writesEvents({
  command,
  options,
}: Pick<Invocation, 'command' | 'options'>): boolean {
  return COMMANDS.includes(command) && options.has('json');
}

/** The first line: what the others are of. */
export function writeStart(command: Command): void {
  write({ event: 'start', supermin: 'events', version: VERSION, release: version(), command });
}

/** The last line of a command that succeeded. @param facts what was made, paths as they are shown */
export function writeResult(facts: Readonly<Record<string, string | number | boolean>>): void {
  write({ event: 'result', ...facts });
}

/** The last line of one that failed. */
export function writeError(error: unknown, status: number): void {
  write({ event: 'error', ...failureFacts(error), status });
}

export interface EventOptions {
  /** How often `-v` was given: messages up to this level. */
  verbosity: number;
  /** No warnings and no progress. */
  quiet: boolean;
  /** In milliseconds. */
  now?: () => number;
}

/** Writes events a line each. */
export function eventReporter({ verbosity, quiet, now = Date.now }: EventOptions): Report {
  let shownAt = 0;
  const isWanted = (event: SuperminEvent) => {
    if (event.kind === 'message' || event.kind === 'list') return event.level <= verbosity;
    if (event.kind === 'stage') return true;
    if (quiet) return false;
    if (event.kind === 'warning' || event.done >= event.total) return true;
    if (now() - shownAt < INTERVAL) return false;
    shownAt = now();
    return true;
  };
  return (event) => {
    if (isWanted(event)) write(asData(event));
  };
}

function asData({ kind, ...event }: SuperminEvent): object {
  if ('items' in event) return { event: kind, ...event, items: [...event.items()] };
  if (!('milliseconds' in event)) return { event: kind, ...event };
  return { event: kind, ...event, milliseconds: Math.round(event.milliseconds) };
}

function write(data: object): void {
  process.stdout.write(`${JSON.stringify(data)}\n`);
}
