import { type BytePath, type Host, joinPath } from '@supermin/core';
import { readable, type SignatureHints, type Signers } from '@supermin/core/backend';
import type { Source } from '../sources/source.ts';

/** What apt trusts where a source has no `Signed-By`. */
const TRUSTED = '/etc/apt/trusted.gpg';
const TRUSTED_PARTS = '/etc/apt/trusted.gpg.d';

const FINGERPRINT = /^[0-9A-F]{40}!?$/i;

/** Whose signatures count for a source. Fingerprints in `Signed-By` are those of keys that apt trusts: sources.list(5). */
export function signersOf({ signedBy = [] }: Source, host: Host): Signers {
  const keyrings = signedBy.filter((each) => !FINGERPRINT.test(each));
  const only = signedBy.filter((each) => FINGERPRINT.test(each));
  return {
    keyrings: keyrings.length > 0 ? keyrings : trustedKeyrings(host),
    only: only.length > 0 ? only.map((each) => each.toUpperCase()) : undefined,
    hints: HINTS,
  };
}

/** Keyrings that apt on this machine trusts. */
function trustedKeyrings(host: Host): BytePath[] {
  const parts = readable(() => host.readdir(TRUSTED_PARTS)) ?? [];
  const names = parts.filter((name) => /^[\w.-]+\.(gpg|asc)$/.test(name));
  return [TRUSTED, ...names.map((name) => joinPath(TRUSTED_PARTS, name))];
}

export const HINTS: SignatureHints = {
  noKeys: 'install debian-archive-keyring, or name a keyring with Signed-By in a .sources file',
  unknownKey:
    'install a newer debian-archive-keyring, or name the keyring with Signed-By in a .sources file',
  unsigned: "'Trusted: yes' in a .sources file takes it nevertheless",
};
