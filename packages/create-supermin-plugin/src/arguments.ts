import { parseArgs } from 'node:util';
import { parseName } from '@supermin/create-kit';
import { badKind, kindMissing, nameMissing, otherKind, unexpected } from './errors.ts';
import { isKind, type Kind } from './kind.ts';

export interface Wish {
  kind: Kind;
  /** For `-f` or `--backend`: `squashfs`. */
  name: string;
  /** Of the package, with its scope: `@me/supermin-writer-squashfs`. */
  full: string;
  /** Of its directory: `supermin-writer-squashfs`. */
  directory: string;
}

/** The names by which plugins are found. */
const PREFIX = /^supermin-(backend|writer)-(?=.)/;

/**
 * Reads `NAME [--kind backend|writer]`; a NAME such as `supermin-writer-squashfs` tells the kind itself.
 *
 * @returns `help` where that is asked for
 * @throws CreateError `NAME`, `NAME_MISSING`, `KIND`, `KIND_MISSING`, `ARGUMENT`
 */
export function parseArguments(argv: readonly string[]): Wish | 'help' {
  const { values, positionals } = parsed(argv);
  if (values.help) return 'help';
  const [text, extra] = positionals;
  if (text === undefined) throw nameMissing();
  if (extra !== undefined) throw unexpected(extra);
  if (values.kind !== undefined && !isKind(values.kind)) throw badKind(values.kind);
  const { full, short } = parseName(text);
  const told = PREFIX.exec(short)?.[1] as Kind | undefined;
  const kind = values.kind ?? told;
  if (kind === undefined) throw kindMissing();
  if (told !== undefined && told !== kind) throw otherKind(text, kind);
  const directory = told === undefined ? `supermin-${kind}-${short}` : short;
  const scope = full.slice(0, full.length - short.length);
  return { kind, name: directory.replace(PREFIX, ''), full: scope + directory, directory };
}

function parsed(argv: readonly string[]) {
  const options = {
    kind: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw unexpected((error as Error).message);
  }
}
