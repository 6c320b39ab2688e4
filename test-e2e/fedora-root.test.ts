import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { DATABASE, makeFedoraRoot } from './support/fedora-root.ts';
import { describeForeignRoot } from './support/foreign-root/describe-foreign-root.ts';

const rpm = (root: string, argv: readonly string[]) =>
  succeed('rpm', ['--root', root, '--dbpath', DATABASE, ...argv]);

describeForeignRoot({
  id: 'fedora',
  async make(directory) {
    await makeFedoraRoot(directory);
    // dpkg can be installed on Fedora, too.
    const other = join(directory, 'root/var/lib/dpkg');
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, 'status'), '');
  },
  packages: ['bash', 'coreutils', 'mount', 'fedora-release'],
  drivers: [/^fedora\/rpm\tdetected$/m, /^debian\/dpkg\tnot-detected$/m],
  listed: /^fedora-release-39-1\./,
  async filesOf(root, packages) {
    const { stdout } = await rpm(root, ['-q', '--qf', '[%{FILENAMES}\\n]', ...packages]);
    return stdout.trim().split('\n');
  },
  change: (root) => rpm(root, ['-e', '--justdb', '--nodeps', 'fedora-release']),
});
