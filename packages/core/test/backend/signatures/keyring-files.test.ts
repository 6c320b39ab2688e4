import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SigningKey } from '@supermin/test-support/apt';
import { output } from '@supermin/test-support/programs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { keyringFiles } from '../../../src/backend/signatures/keyring-files.ts';
import { localHost } from '../../../src/host/local-host.ts';

const scratch = scratchDirectory();
const key = new SigningKey(join(scratch, 'k'));
const other = new SigningKey(join(scratch, 'o'), 'other');
const binary = readFileSync(key.keyring);
const both = Buffer.concat([binary, readFileSync(other.keyring)]);

let roots = 0;

/** A root with these files, and a directory for keys. */
function given(files: Record<string, string | Uint8Array>) {
  const top = join(scratch, `root${roots++}`);
  const root = join(top, 'root');
  const directory = join(top, 'keys');
  for (const each of [root, directory]) mkdirSync(each, { recursive: true });
  writeFiles(root, files);
  const host = localHost(root);
  return {
    root,
    directory,
    files: (...keyrings: string[]) => keyringFiles(host, keyrings, directory),
  };
}

describe('keyringFiles', () => {
  it('a binary keyring is taken where it lies, in the root', () => {
    const { root, directory, files } = given({ 'etc/a.gpg': binary });
    expect(files('/etc/a.gpg')).toEqual([`${root}/etc/a.gpg`]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('links are followed in the root', () => {
    const { root, files } = given({ 'usr/a.gpg': binary });
    symlinkSync('/usr/a.gpg', `${root}/a.gpg`);
    const [file] = files('/a.gpg');
    expect(readFileSync(file!)).toEqual(binary);
  });

  it('one in armour is written out in binary, as is a key itself', () => {
    const { directory, files } = given({ 'etc/a.asc': key.armoured });
    expect(files('/etc/a.asc', other.armoured)).toEqual([
      `${directory}/0.gpg`,
      `${directory}/1.gpg`,
    ]);
    expect(readFileSync(`${directory}/0.gpg`)).toEqual(binary);
    expect(readFileSync(`${directory}/1.gpg`)).toEqual(readFileSync(other.keyring));
  });

  it.each<[string, (armoured: string) => string]>([
    ['lines that end as in DOS', (text) => text.replaceAll('\n', '\r\n')],
    ['blank lines before it', (text) => `\n \n${text}`],
    ['headers', (text) => text.replace(/\n\n/, '\nVersion: GnuPG v2\nComment: a: b\n\n')],
    ['no checksum', (text) => text.replace(/^=.*\n/m, '')],
    ['text behind it', (text) => text.replace(/$/, 'more\n')],
  ])('armour with %s', (_, change) => {
    const { files } = given({ 'a.asc': change(key.armoured) });
    const [file] = files('/a.asc');
    expect(readFileSync(file!)).toEqual(binary);
  });

  it('several keys in armour, one behind the other', () => {
    const { files } = given({ 'a.asc': `${key.armoured}\n${other.armoured}` });
    const [file] = files('/a.asc');
    expect(readFileSync(file!)).toEqual(both);
    const listed = output('gpg', [
      '--homedir',
      join(scratch, 'k'),
      '--show-keys',
      file!,
    ]).toString();
    for (const { fingerprint } of [key, other]) expect(listed).toContain(fingerprint);
  });

  it('what is not there, or is empty, is passed over; the others keep their order', () => {
    const { root, files } = given({ 'a.gpg': binary, 'empty.gpg': '', 'b.gpg': both });
    expect(files('/none', '/a.gpg', '/empty.gpg', '/b.gpg')).toEqual([
      `${root}/a.gpg`,
      `${root}/b.gpg`,
    ]);
    expect(files('/none', '/empty.gpg')).toEqual([]);
    expect(files()).toEqual([]);
  });
});
