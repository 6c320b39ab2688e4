/** Answered at once, whatever else there is. */
const QUESTIONS: ReadonlySet<string> = new Set(['--help', '--version']);

const COMMANDS: ReadonlySet<string> = new Set(['build', 'modules', 'prepare']);

/**
 * Whether this will take longer than an answer, seen before the command line is understood: for what takes so long to start
 * that it should be started then. A wrong guess costs time, and nothing else.
 *
 * @param argv without node and the program
 */
export function looksLikeWork(argv: readonly string[]): boolean {
  const first = argv[0] ?? '';
  // Questions behind it are those of the command that it runs.
  if (first === 'run') return true;
  // supermin 5 takes it at any place among the options.
  const isOld = argv.includes('--build') || argv.includes('--prepare');
  const named = COMMANDS.has(first) || (first.startsWith('-') && isOld);
  return named && !argv.some((argument) => QUESTIONS.has(argument));
}
