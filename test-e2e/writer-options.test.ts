import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';

describe("writers' own options", () => {
  const top = scratchDirectory();
  writeFileSync(join(top, 'hostfiles'), '/usr/bin/env\n');
  const options = { cwd: top, env: { XDG_CACHE_HOME: join(top, 'cache') } };
  const build = (...argv: string[]) => supermin([...argv, 'hostfiles', '-o', 'out'], options);

  it('stand in the help of build, with their defaults', async () => {
    const { stdout } = await superminSucceeds(['build', '--help'], options);
    expect(stdout).toMatch(
      /^Options of -f chroot:\n +--link reflink\|hard\|copy\|auto .*\(default auto\)$/m,
    );
    expect(stdout).toMatch(/^Options of -f cpio:\n +--compress none\|gzip\|zstd\|xz /m);
  });

  it.each([
    ['build', '-f', 'chroot'],
    ['--build', '--format=chroot'],
  ])('are taken where -f names the writer: %s', async (...mode) => {
    expect(await build(...mode, '--link', 'copy')).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(join(top, 'out/usr/bin/env')).isFile()).toBe(true);
    const odd = await build(...mode, '--link', 'odd');
    expect(odd.status).toBe(2);
    expect(odd.stderr).toMatch(/option '--link' needs reflink, hard, copy or auto, not 'odd'/);
  });

  it('are refused where it names another', async () => {
    const { status, stderr } = await build('build', '-f', 'ext2', '--link', 'copy');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^supermin: option '--link' belongs to -f chroot, not to -f ext2\nsupermin: see /,
    );
    expect((await build('build', '--link', 'copy')).stderr).toMatch(
      /option '--link' belongs to -f chroot\n/,
    );
  });
});
