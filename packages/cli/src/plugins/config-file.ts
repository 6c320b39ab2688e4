import { lstatSync, readFileSync } from 'node:fs';
import {
  type BytePath,
  displayPath,
  fromUnicode,
  isTrustedFile,
  joinPath,
  nearestName,
  parentPath,
  realPath,
  SuperminError,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';

/** What the user's configuration file holds. */
export interface Config {
  /** Names of packages, or paths: absolute, or relative to the file's directory. */
  plugins: readonly BytePath[];
  /** Mirrors of distributions, by name. */
  mirrors?: Readonly<Record<string, readonly string[]>> | undefined;
}

const NO_CONFIG: Config = { plugins: [] };

const FIELDS: readonly string[] = ['plugins', 'mirrors'];

/** `$XDG_CONFIG_HOME/supermin/config.json`, or the one in `~/.config`; undefined for a user without a home. */
export function configPath(environment = process.env): BytePath | undefined {
  const { XDG_CONFIG_HOME: xdg, HOME: home } = environment;
  if (xdg?.startsWith('/')) return joinPath(fromUnicode(xdg), 'supermin/config.json');
  return home?.startsWith('/')
    ? joinPath(fromUnicode(home), '.config/supermin/config.json')
    : undefined;
}

/**
 * The user's configuration. Code is run because this file names it, so it is used only if nobody but this user and root
 * could have written it, or can put another file in its place.
 *
 * @param warn told why a file that is there is not used
 * @throws SuperminError `CONFIG`, with file and field
 */
export function readConfig(path: BytePath | undefined, warn: (why: string) => void): Config {
  if (path === undefined) return NO_CONFIG;
  let bytes: string;
  try {
    const real = realPath(path);
    if (!isTrustedFile(real)) {
      warn('it, or a directory above it, belongs to another user or may be written to by others');
      return NO_CONFIG;
    }
    bytes = readFileSync(toSystemPath(real), 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOTDIR') return NO_CONFIG;
    if (code === 'ENOENT') return refuseBrokenLink(path);
    if (code === undefined) throw error;
    if (code === 'EACCES' && !mayLook(path)) return NO_CONFIG;
    throw wrong(path, `cannot be read (${code})`);
  }
  return parseConfig(path, bytes);
}

/** Not in another user's home, which HOME may be after `su` or in a container: no file of this user's is there. */
function mayLook(path: BytePath): boolean {
  try {
    lstatSync(toSystemPath(path));
    return true;
  } catch {
    return false;
  }
}

function refuseBrokenLink(path: BytePath): Config {
  const isThere = lstatSync(toSystemPath(path), { throwIfNoEntry: false }) !== undefined;
  if (isThere) throw wrong(path, 'is a link that leads nowhere');
  return NO_CONFIG;
}

function parseConfig(path: BytePath, text: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong(path, `is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(path, 'does not hold an object');
  }
  const unknown = Object.keys(value).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) {
    const near = nearestName(unknown, FIELDS);
    const hint =
      near === undefined ? `it may have: ${FIELDS.join(', ')}` : `did you mean '${near}'?`;
    throw wrong(path, `has an unknown field '${unknown}'`, hint);
  }
  const { plugins = [], mirrors } = value as { plugins?: unknown; mirrors?: unknown };
  if (!Array.isArray(plugins)) throw wrong(path, 'plugins is not a list');
  return {
    plugins: plugins.map((entry, index) => parseEntry(path, entry, index)),
    mirrors: mirrors === undefined ? undefined : parseMirrors(path, mirrors),
  };
}

/** `{ "debian": "http://mirror.example/debian" }`, or a list of addresses. */
function parseMirrors(path: BytePath, value: unknown): Record<string, string[]> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) throw wrong(path, 'mirrors is not an object');
  const mirrors = Object.entries(value).map(([name, entry]) => {
    const list: unknown[] = Array.isArray(entry) ? entry : [entry];
    const isText = (each: unknown) => typeof each === 'string' && URL.canParse(each);
    if (!list.every(isText)) throw wrong(path, `mirrors.${name} is not the address of a mirror`);
    return [name, list as string[]] as const;
  });
  return Object.fromEntries(mirrors);
}

function parseEntry(path: BytePath, entry: unknown, index: number): BytePath {
  const isName = typeof entry === 'string' && entry !== '' && !entry.includes('\0');
  if (!isName) throw wrong(path, `plugins[${index}] is not the name of a package or a path`);
  return fromUnicode(entry);
}

function wrong(path: BytePath, what: string, hint?: string): SuperminError {
  const example = `{ "plugins": ["supermin-writer-tar", "./my-plugin"] } is an example, in ${displayPath(parentPath(path))}`;
  return new SuperminError('CONFIG', `${displayPath(path)}: ${what}`, { hint: hint ?? example });
}
