import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { PseudoTerminal } from '@supermin/test-support/terminals';
import { describe, expect, inject, it } from 'vitest';
import { supermin } from './support/installation.ts';

const top = scratchDirectory();
const root = new SmallRoot(join(top, 'root'));
root.install('tiny', ['/usr/bin/tiny', '/init']);
chmodSync(join(root.directory, 'init'), 0o755);
root.kernel('/boot/vmlinuz-6.1', '6.1');
root.modules('6.1');
mkdirSync(join(top, 'app.d'));
writeFileSync(join(top, 'app.d/packages'), 'tiny\n');
writeFileSync(join(top, 'app.d/hostfiles'), '/large\n');
// So much of what cannot be compressed takes gzip longer than half a second.
writeFileSync(join(root.directory, 'large'), randomBytes(100 * 2 ** 20));

const env = { XDG_CACHE_HOME: join(top, 'cache') };
const build = `build --force -f cpio --compress gzip --root ${root.directory} app.d -o`;

describe('what is printed', () => {
  it.each([
    `${build} out`,
    `-v ${build} verbose`,
    `build --json --force -f cpio --root ${root.directory} app.d -o json`,
    `build --dry-run -f ext2 --root ${root.directory} app.d -o dry`,
    'inspect out',
    'inspect --json out',
    `inspect --root ${root.directory} app.d`,
    `why --root ${root.directory} tiny app.d`,
    'cache ls',
    'plugins',
    'drivers',
    'help build',
    'explain NO_SPACE',
    'biuld',
  ])(
    'into a pipe has no control characters but tabs and ends of lines: supermin %s',
    async (line) => {
      const { stdout, stderr } = await supermin(line.split(' '), { cwd: top, env });
      expect(stdout + stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/);
    },
  );

  it.each([
    ['xterm', true],
    ['dumb', false],
  ])('on a terminal of type %s: progress in one line, which goes: %s', async (TERM, shown) => {
    const command = `cd ${top} && ${inject('supermin')} ${build} on-${TERM} && echo DO''NE`;
    const terminal = new PseudoTerminal(command, { ...env, TERM });
    const printed = await terminal.until(/DONE/);
    await terminal.ended;
    const lines = printed.match(/\r\x1b\[Ksupermin: +\d+ %, [\d.]+ of [\d.]+ MiB/g) ?? [];
    expect(lines.length > 0).toBe(shown);
    expect(printed.endsWith(`${shown ? '\r\x1b[K' : ''}DONE`)).toBe(true);
  });
});
