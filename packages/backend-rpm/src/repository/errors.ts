import { displayPath, SuperminError } from '@supermin/core';
import { TAMPERED } from '@supermin/core/backend';

const NAMED = 8;

/** Neither a package nor a name or path that one provides. */
export function nameUnknown(name: string, near: string | undefined): SuperminError {
  const text = `no such package in the repositories: ${displayPath(name)}`;
  return new SuperminError('PACKAGES_MISSING', text, {
    hint: near === undefined ? 'check the name, and the repositories' : `did you mean ${near}?`,
  });
}

/** @param reasons why, in the order in which they were met */
export function unsatisfiable(reasons: readonly string[]): SuperminError {
  const text = `these packages cannot be installed together: ${reasons.slice(0, NAMED).join('; ')}`;
  return new SuperminError('PACKAGES_UNSATISFIABLE', text, {
    hint: 'leave one of them out, or specify another provider by name',
  });
}

export function fromUnknown(from: string): SuperminError {
  return new SuperminError('FROM_UNKNOWN', `unknown repository: '${displayPath(from)}'`, {
    hint: 'write fedora:RELEASE, the path of a .repo file, or host',
  });
}

export function sourcesUnreadable(path: string, code: string): SuperminError {
  return new SuperminError('FROM_FILE', `${displayPath(path)}: cannot be read (${code})`, {
    hint: 'specify a file of dnf, as in /etc/yum.repos.d',
  });
}

export function sourcesEmpty(where: string): SuperminError {
  return new SuperminError('FROM_FILE', `${where}: no enabled repositories`, {
    hint: 'a section begins with [NAME] and has a baseurl: see dnf.conf(5)',
  });
}

/** An address with a variable that has no value. */
export function addressUnusable(id: string, address: string): SuperminError {
  const text = `repository ${displayPath(id)}: the address ${displayPath(address)} cannot be used`;
  return new SuperminError('FROM_FILE', text, {
    hint: 'write http, https or file addresses, and versions in the place of variables that this machine does not set',
  });
}

export function indexMissing(address: string, what: string): SuperminError {
  const text = `${address}: the repository has no ${what}`;
  return new SuperminError('INDEX_MISSING', text, { hint: 'createrepo_c makes it' });
}

export function indexDamaged(address: string, problem: string): SuperminError {
  return new SuperminError('INDEX_DAMAGED', `${address}: truncated or corrupt: ${problem}`, {
    hint: TAMPERED,
  });
}

export function indexOld(address: string, found: Date, last: Date): SuperminError {
  const text = `${address}: the index is of ${found.toISOString()}, older than the one of ${last.toISOString()} that was there before`;
  return new SuperminError('INDEX_OLD', text, {
    hint: 'somebody replays an old index, or the mirror has gone back: choose another mirror with --mirror',
  });
}

export function packageDamaged(name: string, problem: string): SuperminError {
  return new SuperminError('PACKAGE_DAMAGED', `package ${displayPath(name)}: ${problem}`, {
    hint: TAMPERED,
  });
}
