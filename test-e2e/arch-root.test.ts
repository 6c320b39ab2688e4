import { succeed } from '@supermin/test-support/programs';
import { makeArchRoot } from './support/arch-root.ts';
import { describeForeignRoot } from './support/foreign-root/describe-foreign-root.ts';

const pacman = (root: string, database: string, argv: readonly string[]) =>
  succeed('pacman', [
    ...['--config=/dev/null', `--root=${root}`, `--dbpath=${database}/var/lib/pacman`, ...argv],
  ]);

describeForeignRoot({
  id: 'arch',
  make: makeArchRoot,
  packages: ['bash', 'coreutils', 'mount', 'filesystem'],
  drivers: [/^arch\/pacman\tdetected$/m, /^manjaro\/pacman\tnot-detected$/m],
  listed: /^filesystem-2024\.04\.07-1\.any$/,
  async filesOf(root, listed) {
    const names = listed.map((line) => line.replace(/-[^-]+-[^-]+$/, ''));
    // Of `/`, or it would write the root before each path.
    const { stdout } = await pacman('/', root, ['-Qlq', ...names]);
    return stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/\/$/, ''));
  },
  change(root) {
    return pacman(root, root, ['--noconfirm', '--noscriptlet', '-Rdd', '--dbonly', 'mawk']);
  },
});
