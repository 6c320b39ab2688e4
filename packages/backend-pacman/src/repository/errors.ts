import { displayPath, firstFew, SuperminError } from '@supermin/core';
import type { SignatureHints } from '@supermin/core/backend';

const NAMED = 8;

export function repositoryUnknown(name: string, known: readonly string[]): SuperminError {
  const text = `no such repository: ${displayPath(name)}`;
  return new SuperminError('PACKAGES_MISSING', text, { hint: `there is ${known.join(', ')}` });
}

/** @param problems what stands against the packages that were asked for */
export function unsatisfiable(problems: readonly string[]): SuperminError {
  const text = `these packages cannot be installed together: ${firstFew(problems, NAMED, '; ')}`;
  return new SuperminError('PACKAGES_UNSATISFIABLE', text, {
    hint: 'leave one of them out, or name a provider of your choice among the packages',
  });
}

export function sourcesEmpty(where: string): SuperminError {
  return new SuperminError('FROM_FILE', `${where}: no repositories`, {
    hint: 'they are sections with a Server: see pacman.conf(5)',
  });
}

/** What to do about signatures. */
export const HINTS: SignatureHints = {
  noKeys:
    'install archlinux-keyring, or name the directory of a pubring.gpg with GPGDir in a pacman.conf',
  unknownKey: 'install a newer archlinux-keyring, or add the key to the keyring',
  unsigned: "'SigLevel = Optional' or 'Never' in a pacman.conf takes it nevertheless",
};

/** What `--from` takes here. */
export const FROM_HINT =
  'write arch, arch:rolling, arch@2026/01/01, the path of a pacman.conf, or host';

/** Where no name is like the one that was asked for. */
export const NAME_HINT = 'check the name, and the repositories';
