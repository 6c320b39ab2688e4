import { createHash } from 'node:crypto';
import type { BytePath, Host } from '@supermin/core';
import { readable, type Signers } from '@supermin/core/backend';
import { HINTS } from '../errors.ts';

/** The keys of a repository, and what they are known by. */
export interface Keyring {
  signers: Signers;
  /** Changes with every key. */
  identity: string;
}

/**
 * Keys that may sign, without those that `NAME-revoked` beside a `NAME.gpg` lists: a fingerprint a line, as pacman-key(8) has it.
 *
 * @param keyrings those that are not there are passed over
 */
export function readKeyring(host: Host, keyrings: readonly BytePath[]): Keyring {
  const hash = createHash('sha256');
  const distrusted = new Set<string>();
  for (const path of keyrings) {
    hash.update(readable(() => host.readFile(path)) ?? '').update('\0');
    const list = readable(() => host.readFile(path.replace(/\.gpg$/, '-revoked'))) ?? '';
    for (const line of list.toString('latin1').split('\n')) {
      const [fingerprint] = /^[0-9A-F]{40,64}/i.exec(line.trim()) ?? [];
      if (fingerprint !== undefined) distrusted.add(fingerprint.toUpperCase());
    }
    hash.update(list).update('\0');
  }
  return { signers: { keyrings, distrusted, hints: HINTS }, identity: hash.digest('hex') };
}
