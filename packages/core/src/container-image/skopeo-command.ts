/** A program of this machine, and the package that brings it. */
export interface SkopeoCommand {
  program: string;
  words: string[];
  package: string;
}

/**
 * skopeo(1) with these arguments.
 *
 * @param largest bytes that no file may have more of that is written: a registry may send a blob that never ends. Default: any number
 */
export function skopeoCommand(args: readonly string[], largest?: number): SkopeoCommand {
  if (largest === undefined) return { program: 'skopeo', words: [...args], package: 'skopeo' };
  // The kernel ends who writes more, and would leave a core.
  const limits = [`--fsize=${largest}`, '--core=0', '--'];
  return { program: 'prlimit', words: [...limits, 'skopeo', ...args], package: 'util-linux' };
}
