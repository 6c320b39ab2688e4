/** Answered at once, whatever else there is. */
const QUESTIONS: ReadonlySet<string> = new Set(['--help', '--version']);

/**
 * Whether this will be a build, seen before the command line is understood: for what takes so long to start that it should be
 * started then. A wrong guess costs time, and nothing else.
 *
 * @param argv without node and the program
 */
export function looksLikeBuild(argv: readonly string[]): boolean {
  const first = argv[0] ?? '';
  // supermin 5 takes it at any place among the options.
  const named = first === 'build' || (first.startsWith('-') && argv.includes('--build'));
  return named && !argv.some((argument) => QUESTIONS.has(argument));
}
