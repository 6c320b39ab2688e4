import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { backend } from '@supermin/backend-dpkg';
import { build } from '@supermin/core';
import { differences, type Entry, listDirectory } from '@supermin/test-support/listing';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { asOrdinaryUser, IS_ROOT, NOBODY } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { writer } from '../src/writer.ts';

const SUPERMIN = '/usr/bin/supermin';
const HERE = existsSync(SUPERMIN) && existsSync('/var/lib/dpkg/status');
if (!HERE) console.log('writer-chroot: no supermin 5 on a Debian system to compare with');

const PACKAGES = ['bash', 'coreutils', 'login'];

const USERS = IS_ROOT ? (['root', 'an ordinary user'] as const) : (['an ordinary user'] as const);

describe.runIf(HERE)('the chroot beside the one of supermin 5', () => {
  it.each(USERS)('is equal but for what the README lists, for %s', async (user) => {
    const top = scratchDirectory();
    const host = scratchDirectory();
    const input = `${top}/appliance.d`;
    mkdirSync(`${host}/d`);
    execFileSync('ln', ['-s', '/usr/bin/bash', `${host}/d/absolute`]);
    execFileSync('ln', ['-s', `${host}//d/`, `${host}/d/slashes`]);
    writeFileSync(`${host}/private`, 'x', { mode: 0o400 });
    execFileSync('touch', ['-d', '1960-01-01', `${host}/private`]);
    chmodSync(top, 0o777);
    const become = IS_ROOT && user !== 'root' ? { uid: NOBODY, gid: NOBODY } : {};
    const supermin = (...args: string[]) =>
      execFileSync(SUPERMIN, args, {
        env: { ...process.env, TMPDIR: top, HOME: top },
        stdio: 'ignore',
        ...become,
      });
    supermin('--prepare', '--use-installed', ...PACKAGES, '-o', input);
    chmodSync(input, 0o755);
    writeFileSync(`${input}/hostfiles`, `${host}/*\n${host}/d/*\n`);
    supermin('--build', '-f', 'chroot', input, '-o', `${top}/theirs`);
    const make = () =>
      build({
        ...{ inputs: [input], output: `${top}/ours`, backend, family: 'debian/dpkg' },
        ...{ writer, format: 'chroot', resolver: 'supermin5', temporaryDirectory: top },
      });
    await (user === 'root' ? make() : asOrdinaryUser(make));
    const [ours, theirs] = [listDirectory(`${top}/ours`), listDirectory(`${top}/theirs`)];
    expect(theirs.size).toBeGreaterThan(1000);
    expect(differences(ours, theirs).filter((line) => !isListed(line, ours, theirs))).toEqual([]);
  });
});

/** The differences that the README lists. */
function isListed(line: string, ours: Map<string, Entry>, theirs: Map<string, Entry>): boolean {
  const [path = '', what] = line.split(': ');
  const [one, other] = [ours.get(path), theirs.get(path)];
  if (one === undefined || other === undefined) return false;
  if (one.type === 'directory') return what === 'mtime';
  if (one.type !== 'symlink') return false;
  // The same path below the root; how far up that is supermin counts from where the package has the link.
  const below = ({ content }: Entry) => content.replace(/^[./]+/, '').replaceAll(/\/+/g, '/');
  return what === 'mtime' || what === 'owner' || below(one) === below(other);
}
