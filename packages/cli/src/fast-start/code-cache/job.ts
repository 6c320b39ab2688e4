import type { Invocation } from '../../arguments/invocation.ts';

/** What decides which functions will be called: the command, and with `build` the format. Letters, digits and dashes only. */
export function jobOf({ command, options }: Pick<Invocation, 'command' | 'options'>): string {
  if (command === undefined || options.has('help')) return 'help';
  const format = options.get('format') ?? '';
  return command === 'build' && /^[a-z0-9-]{1,32}$/.test(format) ? `build-${format}` : command;
}
