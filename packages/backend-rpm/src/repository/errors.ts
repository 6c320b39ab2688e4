import { displayPath, firstFew, SuperminError } from '@supermin/core';

const NAMED = 8;

/** @param reasons why, in the order in which they were met */
export function unsatisfiable(reasons: readonly string[]): SuperminError {
  const text = `these packages cannot be installed together: ${firstFew(reasons, NAMED, '; ')}`;
  return new SuperminError('PACKAGES_UNSATISFIABLE', text, {
    hint: 'leave one of them out, or specify another provider by name',
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

/** Whoever can change what comes without encryption could choose the keys. */
export function keyUnusable(id: string, address: string): SuperminError {
  const text = `repository ${displayPath(id)}: keys from ${displayPath(address)} are not taken`;
  return new SuperminError('FROM_FILE', text, {
    hint: 'write an https address or the path of a file in gpgkey, and versions in the place of variables that this machine does not set',
  });
}

export function indexMissing(address: string, what: string): SuperminError {
  const text = `${address}: the repository has no ${what}`;
  return new SuperminError('INDEX_MISSING', text, { hint: 'createrepo_c makes it' });
}

/** What `--from` takes here. */
export const FROM_HINT = 'write fedora:RELEASE, the path of a .repo file, or host';

/** Where no name is like the one that was asked for. */
export const NAME_HINT = 'check the name, and the repositories';

/** What the file of `--from` should be. */
export const FILE_HINT = 'specify a file of dnf, as in /etc/yum.repos.d';
