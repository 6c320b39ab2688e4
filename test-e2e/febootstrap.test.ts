import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

/** What stands for something else in the page's commands. */
const WORDS: Readonly<Record<string, string>> = {
  RELEASE: 'bookworm',
  COMMAND: 'cat /etc/debian_version',
};

/** The commands of supermin beside each of febootstrap's, in docs/repositories.md. */
function rows(): Map<string, string[][]> {
  const page = readFileSync(new URL('../docs/repositories.md', import.meta.url), 'utf8');
  const table = page.slice(page.indexOf('| febootstrap 2 |'), page.indexOf('## In CI'));
  return new Map(
    [...table.matchAll(/^\| `(febootstrap[^ `]*).*? \| (.*) \|$/gm)].map(([, name, ours]) => [
      name!,
      [...ours!.matchAll(/`supermin ([^`]*)`/g)].map(([, text]) => wordsOf(text!)),
    ]),
  );
}

function wordsOf(text: string): string[] {
  return text.replace(/RELEASE|COMMAND/g, (word) => WORDS[word]!).split(' ');
}

describe.runIf(HAS_QEMU)("febootstrap's page, redone", () => {
  const directory = scratchDirectory();
  const options = {
    ...{ cwd: directory, timeout: 600_000 },
    env: { XDG_CACHE_HOME: join(directory, 'cache') },
  };
  const commands = rows();
  const runRow = async (name: string) => {
    for (const argv of commands.get(name)!) {
      const { stdout } = await superminSucceeds(argv, options);
      if (argv[0] === 'run') return stdout;
    }
    return '';
  };
  let offline = false;

  beforeAll(async () => {
    const { stderr } = await supermin(['prepare', '--from', 'debian:bookworm', 'bash'], options);
    offline = /could not download/.test(stderr);
  });

  it('has all five commands', () => {
    expect([...commands.keys()]).toEqual([
      ...['febootstrap', 'febootstrap-minimize', 'febootstrap-to-initramfs'],
      ...['febootstrap-to-supermin', 'febootstrap-install'],
    ]);
  });

  it('febootstrap: a tree of a release, in which programs run', async ({ skip }) => {
    skip(offline, 'no network');
    await runRow('febootstrap');
    if (!IS_ROOT) return;
    const { stdout } = await succeed('chroot', [
      join(directory, 'DIR'),
      'bash',
      '-c',
      'echo $((6 * 7))',
    ]);
    expect(stdout).toBe('42\n');
  }, 900_000);

  it('febootstrap-minimize: the same without documentation', async ({ skip }) => {
    skip(offline, 'no network');
    await runRow('febootstrap-minimize');
    const manual = 'usr/share/man/man1/ls.1.gz';
    expect(existsSync(join(directory, 'DIR', manual))).toBe(true);
    expect(existsSync(join(directory, 'SMALL', manual))).toBe(false);
    expect(existsSync(join(directory, 'SMALL/bin/ls'))).toBe(true);
  }, 900_000);

  it('febootstrap-to-initramfs: one that has an init', async ({ skip }) => {
    skip(offline, 'no network');
    mkdirSync(join(directory, 'files'));
    writeFileSync(join(directory, 'files/init'), '#!/bin/bash\nexec bash\n');
    chmodSync(join(directory, 'files/init'), 0o755);
    const archive = join(directory, 'appliance.d/init.tar.gz');
    await succeed('tar', ['-czf', archive, '-C', join(directory, 'files'), './init']);
    await runRow('febootstrap-to-initramfs');
    const { stdout } = await succeed('sh', [
      ...['-c', 'zcat -f "$0" | cpio -it --quiet', join(directory, 'INITRAMFS/initrd')],
    ]);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['init', 'usr/bin/bash']));
  }, 900_000);

  it('febootstrap-to-supermin: what remains is small', async ({ skip }) => {
    skip(offline, 'no network');
    await runRow('febootstrap-to-supermin');
    const { stdout } = await succeed('du', ['-sb', join(directory, 'appliance.d')]);
    expect(Number.parseInt(stdout, 10)).toBeLessThan(40_000);
  }, 900_000);

  it('febootstrap-install, febootstrap-run: a command in a VM of it', async ({ skip }) => {
    skip(offline, 'no network');
    expect(await runRow('febootstrap-install')).toMatch(/^12\.\d+\n$/);
  }, 900_000);
});
