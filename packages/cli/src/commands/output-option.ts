import { type BytePath, SuperminError } from '@supermin/core';
import type { OptionValues } from '../arguments/parse.ts';

export function outputOption(options: OptionValues, what = 'directory'): BytePath {
  const output = options.get('output');
  if (output === undefined || output === '') {
    throw new SuperminError('OUTPUT_OPTION', `output ${what} (-o option) must be supplied`);
  }
  return output;
}
