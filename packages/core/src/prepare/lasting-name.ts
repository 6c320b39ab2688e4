import type { Package } from '../plugin/contract.ts';

/**
 * What the list of an appliance calls a package that was found by a name: it must mean the right one on other machines, and
 * after upgrades.
 *
 *     bash, bash=5.2.15-2+b8, bash-5.2-1.x86_64, /bin/bash    bash
 *     awk (provided by mawk here)                             awk
 *     libc6:i386                                              libc6:i386
 *
 * So a name that packages provide stays as it is; a path, a version or an architecture that goes without saying becomes the
 * name of the package.
 */
export function lastingName(asked: string, found: Package): string {
  const isVirtual = !isPath(asked) && !hasRange(asked) && !isSpellingOf(asked, found);
  return isVirtual ? asked : withoutVersion(found);
}

function isPath(asked: string): boolean {
  return asked.startsWith('/');
}

/** `perl(strict) >= 1.0`, `sh=1`: to be looked up, not to be listed. What begins with a dash is another kind of line. */
function hasRange(asked: string): boolean {
  return /[\s<>=~]|^-/.test(asked);
}

/** The package's own name or id, or its name with a version or an architecture behind it. */
function isSpellingOf(asked: string, { name, id, version, arch }: Package): boolean {
  if (asked === id || asked === name) return true;
  if (!asked.startsWith(name)) return false;
  const rest = /^[^A-Za-z0-9](?:\d+:)?(.+)$/s.exec(asked.slice(name.length))?.[1];
  if (rest === undefined) return false;
  const plain = version.replace(/^\d+:/, '');
  const given = rest.endsWith(arch) ? rest.slice(0, -arch.length).replace(/[\W_]$/, '') : rest;
  return given === '' || beginsWith(plain, given) || beginsWith(given, plain);
}

/** `5.2-1` begins with `5.2`, and not with `5.` or `5.2-10`. */
function beginsWith(text: string, beginning: string): boolean {
  return text.startsWith(beginning) && !/^[A-Za-z0-9]/.test(text.slice(beginning.length));
}

/** The id, but where several versions can be installed side by side: there it tells the version. */
function withoutVersion({ name, id, version }: Package): string {
  const rest = id.startsWith(name) ? id.slice(name.length) : id;
  return beginsWith(rest.replace(/^[^A-Za-z0-9]/, ''), version) ? name : id;
}
