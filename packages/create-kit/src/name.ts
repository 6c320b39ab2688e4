import { badName } from './errors.ts';

/** What npm allows for new packages (validate-npm-package-name), as an expression. */
const NAME = /^(@[a-z0-9-][a-z0-9._-]*\/)?([a-z0-9-][a-z0-9._-]*)$/;
const LONGEST = 214;
const RESERVED = ['node_modules', 'favicon.ico'];

/** The name of a package, and what is called after it. */
export interface PackageName {
  /** With its scope: `@me/box`. */
  full: string;
  /** Of the directory and of the command: `box`. */
  short: string;
}

/** @throws CreateError `NAME` */
export function parseName(text: string): PackageName {
  const short = NAME.exec(text)?.[2];
  if (short === undefined || text.length > LONGEST || RESERVED.includes(short)) throw badName(text);
  // A command, or a directory, whose name begins with a dash would be taken for an option.
  if (short.startsWith('-')) throw badName(text);
  return { full: text, short };
}
