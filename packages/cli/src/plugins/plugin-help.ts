import type { Command } from '../arguments/command-names.ts';
import { commandHelp, type MoreOptions } from '../arguments/help.ts';
import type { OptionValues } from '../arguments/option-values.ts';
import { findPlugins } from './find-plugins.ts';
import { backendSpecs, writerSpecs } from './parse-for-plugins.ts';

/** The help of a command, with its options of every plugin that is installed. */
export function pluginHelp(command: Command, options: OptionValues): string {
  const { backends, writers } = findPlugins(options);
  const sections: MoreOptions[] = [
    ...writers.map((found) => ({
      title: `Options of -f ${found.manifest.name}:`,
      options: writerSpecs(found),
    })),
    ...backends.map((found) => ({
      title: `Options of --backend ${found.manifest.name}:`,
      options: backendSpecs(found),
    })),
  ];
  const taken = sections.map(({ title, options }) => ({
    title,
    options: options.filter(({ commands }) => commands.includes(command)),
  }));
  return commandHelp(
    command,
    taken.filter((section) => section.options.length > 0),
  );
}
