import type { Argument } from '../session/fields.ts';

/** They read commands, unless they are told what to do. */
const PROMPTS: ReadonlySet<string> = new Set([
  ...['bash', 'sh', 'dash', 'zsh', 'fish', 'ksh', 'ash'],
  ...['python3', 'python', 'node', 'irb', 'lua', 'gdb', 'sqlite3', 'psql', 'mysql', 'bc'],
]);

/** Whole-screen programs. */
const SCREENS: ReadonlySet<string> = new Set([
  ...['vi', 'vim', 'nvim', 'nano', 'emacs', 'less', 'more', 'top', 'htop', 'btop', 'watch'],
  ...['mc', 'tmux', 'screen', 'dialog', 'whiptail', 'nmtui', 'w3m', 'lynx'],
]);

const PROMPTS_ANYWAY = /^(-i|-l|-il|-li|--login|-)$/;

/**
 * The name of a program that a user at a terminal means to talk to, told by its name alone; undefined for any other.
 *
 *     bash, bash -l, /usr/bin/vim file        but not: bash script, python3 -c ...
 */
export function interactiveProgram(argv: readonly Argument[]): string | undefined {
  const [program = '', ...rest] = argv.map((each) => Buffer.from(each).toString('latin1'));
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (SCREENS.has(name))
    return rest.some((each) => /^--(help|version)$/.test(each)) ? undefined : name;
  return PROMPTS.has(name) && rest.every((each) => PROMPTS_ANYWAY.test(each)) ? name : undefined;
}
