import { displayPath, SuperminError } from '@supermin/core';
import { COMMANDS } from './command-names.ts';
import type { Invocation } from './invocation.ts';

/** Options of older versions, and a mode that is missing or not clear: errors in supermin 5's words where scripts know them. */
export function refuseLegacySwitches({ command, legacy, names, options }: Invocation): void {
  if (options.has('names')) {
    throw new SuperminError(
      'OPTION_NAMES',
      'the option --names belongs to supermin 4; this is not version 4',
      {
        hint: 'use supermin --prepare and supermin --build',
      },
    );
  }
  if (options.has('dtb')) {
    throw new SuperminError('OPTION_DTB', 'the option --dtb was removed in supermin 5.1.18', {
      hint: 'leave it and its argument out: QEMU makes the device tree itself',
    });
  }
  if (command === undefined) {
    const word = legacy ? undefined : names[0];
    throw new SuperminError('MODE', 'you must use --prepare or --build to select the mode', {
      hint:
        word === undefined
          ? "or 'supermin prepare', 'supermin build', 'supermin run'; see 'supermin --help'"
          : `'${displayPath(word)}' is not a command: ${COMMANDS.join(', ')}; see 'supermin --help'`,
    });
  }
}
