import { type BytePath, type Host, joinPath } from '@supermin/core';
import { readable, type SignatureHints } from '@supermin/core/backend';

/** What apt trusts where a source has no `Signed-By`. */
const TRUSTED = '/etc/apt/trusted.gpg';
const TRUSTED_PARTS = '/etc/apt/trusted.gpg.d';

/** Keyrings that apt on this machine trusts. */
export function trustedKeyrings(host: Host): BytePath[] {
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
