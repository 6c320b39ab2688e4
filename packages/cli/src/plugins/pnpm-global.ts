/** Codes of errors that a plugin which is not seen may be the reason for. */
const MISSED: ReadonlySet<string> = new Set([
  'WRITER_MISSING',
  'BACKEND_MISSING',
  'BACKEND_NOT_DETECTED',
]);

/** Where pnpm 11 and newer install what one `pnpm add -g` names: `$PNPM_HOME/global/v11/HASH/node_modules`. */
const GROUP = /\/global\/v\d+\/[^/]+\/node_modules\//;

/**
 * A second hint for who misses a plugin: what pnpm 11 and newer install globally with separate commands cannot see each other.
 *
 * @param code of the error
 * @param program the path that the command was started by (`process.argv[1]`)
 */
export function pnpmGlobalHint(code: string, program: string): string | undefined {
  if (!MISSED.has(code) || !GROUP.test(program)) return undefined;
  return `pnpm keeps global packages apart that were not added together: pnpm add -g "@supermin/cli,PLUGIN"`;
}
