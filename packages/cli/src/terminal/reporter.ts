import type { Report, SuperminEvent } from '@supermin/core';
import { printable } from './printable.ts';
import type { ProgressLine } from './progress-line.ts';

export interface ReporterOptions {
  /** How often `-v` was given. */
  verbosity: number;
  timings: boolean;
  /** No warnings. */
  quiet?: boolean;
  /** Where progress is shown, if it is. */
  progress?: ProgressLine | undefined;
  /** Where messages go: standard output, as supermin 5 has it; standard error where standard output is COMMAND's. */
  messages: { write(text: string): unknown };
}

/** Prints events: messages for `-v`, warnings unless `--quiet`, stages with `--timings` or `-v -v`, progress on a terminal. */
export function reporter(options: ReporterOptions): Report {
  return (event) => {
    if (event.kind === 'progress') {
      options.progress?.show(event);
      return;
    }
    const line = messageLine(event, options);
    const errors = errorLines(event, options);
    if (line !== undefined || errors.length > 0) options.progress?.clear();
    if (line !== undefined) options.messages.write(`supermin: ${printable(line)}\n`);
    if (event.kind === 'list' && event.level <= options.verbosity) {
      options.messages.write([...event.items()].map((item) => `  - ${printable(item)}\n`).join(''));
    }
    for (const text of errors) {
      process.stderr.write(`supermin: ${printable(text)}\n`);
    }
  };
}

function messageLine(event: SuperminEvent, options: ReporterOptions): string | undefined {
  if (event.kind === 'message' && event.level <= options.verbosity) return event.text;
  if (event.kind === 'stage' && options.verbosity >= 2 && !options.timings) return stageText(event);
  return undefined;
}

function errorLines(event: SuperminEvent, options: ReporterOptions): string[] {
  if (event.kind === 'stage') return options.timings ? [stageText(event)] : [];
  if (event.kind !== 'warning' || options.quiet) return [];
  return event.hint === undefined
    ? [`warning: ${event.text}`]
    : [`warning: ${event.text}`, `hint: ${event.hint}`];
}

function stageText({ name, milliseconds }: { name: string; milliseconds: number }): string {
  return `${milliseconds.toFixed(0).padStart(6)} ms  ${name}`;
}
