import type { Argument } from '../session/fields.ts';

/** What a command finds around it in the VM. */
export interface Surroundings {
  /** On top of PATH, HOME and, with a terminal, TERM. */
  env?: Readonly<Record<string, Argument>>;
  /** Who runs it: `NAME|UID[:GROUP|GID]`, looked up in the VM. HOME is the user's then. Default: root. */
  user?: string;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** TERM of a command that has a terminal: what this one is. */
export function guestTerm(): string {
  return process.env.TERM ?? 'linux';
}

/** A command's environment. Another user's HOME is what the guest's /etc/passwd says. */
export function environmentOf(
  { env, user }: Surroundings,
  terminal: boolean,
): Record<string, Argument> {
  const variables: Record<string, Argument> = { PATH };
  if (user === undefined) variables.HOME = '/root';
  if (terminal) variables.TERM = guestTerm();
  return { ...variables, ...env };
}
