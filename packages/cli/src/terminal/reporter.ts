import type { Report, SuperminEvent } from '@supermin/core';
import { printable } from './printable.ts';

export interface ReporterOptions {
  /** How often `-v` was given. */
  verbosity: number;
  timings: boolean;
  /** Where messages go: standard output, as supermin 5 has it; standard error where standard output is COMMAND's. */
  messages: { write(text: string): unknown };
}

/** Prints events: messages for `-v`, warnings always, stages with `--timings` or `-v -v`. */
export function reporter(options: ReporterOptions): Report {
  return (event) => {
    const line = messageLine(event, options);
    if (line !== undefined) options.messages.write(`supermin: ${printable(line)}\n`);
    if (event.kind === 'list' && event.level <= options.verbosity) {
      options.messages.write([...event.items()].map((item) => `  - ${printable(item)}\n`).join(''));
    }
    for (const text of errorLines(event, options)) {
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
  if (event.kind !== 'warning') return [];
  return event.hint === undefined
    ? [`warning: ${event.text}`]
    : [`warning: ${event.text}`, `hint: ${event.hint}`];
}

function stageText({ name, milliseconds }: { name: string; milliseconds: number }): string {
  return `${milliseconds.toFixed(0).padStart(6)} ms  ${name}`;
}
