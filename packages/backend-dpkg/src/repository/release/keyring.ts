import { writeFileSync } from 'node:fs';
import { type BytePath, type Host, joinPath, shownPath, toSystemPath } from '@supermin/core';
import { readable } from '../sources/readable.ts';

/** What apt trusts where a source has no `Signed-By`. */
const TRUSTED = '/etc/apt/trusted.gpg';
const TRUSTED_PARTS = '/etc/apt/trusted.gpg.d';

/**
 * Files with the keys that may sign a source, as gpgv takes them: keys in ASCII armour are written out in binary.
 *
 * @param signedBy paths, or keys themselves; absent: all that apt on this machine trusts
 * @param directory an empty one
 */
export function keyringFiles(
  host: Host,
  signedBy: readonly string[] | undefined,
  directory: BytePath,
): BytePath[] {
  const keyrings = signedBy ?? trustedFiles(host);
  return keyrings.flatMap((keyring, number) => {
    const bytes = keyring.startsWith('/') ? contents(host, keyring) : Buffer.from(keyring);
    if (bytes === undefined) return [];
    const binary = isArmoured(bytes) ? unarmoured(bytes.toString('latin1')) : bytes;
    if (binary === bytes && keyring.startsWith('/')) return [shownPath(host, keyring)];
    const file = joinPath(directory, `${number}.gpg`);
    writeFileSync(toSystemPath(file), binary);
    return [file];
  });
}

function trustedFiles(host: Host): BytePath[] {
  const parts = readable(() => host.readdir(TRUSTED_PARTS)) ?? [];
  const names = parts.filter((name) => /^[\w.-]+\.(gpg|asc)$/.test(name));
  return [TRUSTED, ...names.map((name) => joinPath(TRUSTED_PARTS, name))];
}

/** An empty file, or one that is not there, has no keys. */
function contents(host: Host, path: BytePath): Buffer | undefined {
  const bytes = readable(() => host.readFile(path));
  return bytes?.length === 0 ? undefined : bytes;
}

function isArmoured(bytes: Buffer): boolean {
  return bytes.toString('latin1').trimStart().startsWith('-----BEGIN PGP');
}

const BLOCK =
  /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n([\s\S]*?)-----END PGP PUBLIC KEY BLOCK-----/g;

/** RFC 9580, section 6.2: headers, a blank line, base64, and a checksum that begins with `=`. */
function unarmoured(text: string): Buffer {
  const blocks = [...text.matchAll(BLOCK)].map(([, block]) => {
    const body = block!.replace(/\r/g, '').replace(/^(?:[\w-]+: .*\n)*\n/, '');
    return Buffer.from(body.replace(/^=.*$/m, ''), 'base64');
  });
  return Buffer.concat(blocks);
}
