import type { Invocation } from './invocation.ts';

/** Whether `build` writes to standard output: `-o -`. In supermin 5's spelling that is a directory of this name. */
export function buildsToStandardOutput({
  command,
  legacy,
  options,
}: Pick<Invocation, 'command' | 'legacy' | 'options'>): boolean {
  return command === 'build' && !legacy && options.get('output') === '-';
}
