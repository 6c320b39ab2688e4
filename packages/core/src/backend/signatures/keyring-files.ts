import { writeFileSync } from 'node:fs';
import { readable } from '../../errors/attempt.ts';
import type { Host } from '../../host/host.ts';
import { shownPath } from '../../host/place.ts';
import { type BytePath, joinPath, toSystemPath } from '../../path/byte-path.ts';

/**
 * Files with the keys that may sign something, as gpgv takes them: keys in ASCII armour are written out in binary.
 *
 * @param keyrings absolute paths, or keys themselves; what is not there is passed over
 * @param directory an empty one
 */
export function keyringFiles(
  host: Host,
  keyrings: readonly string[],
  directory: BytePath,
): BytePath[] {
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
