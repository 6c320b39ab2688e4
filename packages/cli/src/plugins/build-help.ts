import { commandHelp } from '../arguments/help.ts';
import type { OptionValues } from '../arguments/option-values.ts';
import { findPlugins } from './find-plugins.ts';
import { writerSpecs } from './parse-for-writer.ts';

/** The help of `build`, with the options of every writer that is installed. */
export function buildHelp(options: OptionValues): string {
  const sections = findPlugins(options).writers.map((writer) => ({
    title: `Options of -f ${writer.manifest.name}:`,
    options: writerSpecs(writer),
  }));
  return commandHelp(
    'build',
    sections.filter((section) => section.options.length > 0),
  );
}
