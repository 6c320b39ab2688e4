import { isImageReference } from '@supermin/core';
import type { Invocation } from '../../arguments/invocation.ts';

type Job = Pick<Invocation, 'command' | 'options'>;

/**
 * What decides which functions will be called: the command, with `build` the format, and where packages come from. Letters, digits and
 * dashes only.
 */
export function jobOf({ command, options }: Job): string {
  if (command === undefined || options.has('help')) return 'help';
  const format = options.get('format') ?? '';
  const isFormat = command === 'build' && /^[a-z0-9-]{1,32}$/.test(format);
  return command + (isFormat ? `-${format}` : '') + sourceOf(options);
}

function sourceOf(options: Job['options']): string {
  if (options.has('from')) return '-from';
  return isImageReference(options.get('root') ?? '') ? '-image' : '';
}
