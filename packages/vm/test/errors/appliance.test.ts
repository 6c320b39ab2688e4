import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import * as errors from '../../src/errors/appliance.ts';
import * as packages from '../../src/errors/appliance-package.ts';
import { imageIsWhole } from '../../src/errors/image.ts';
import { kvmUnusable, qemuMissing } from '../../src/errors/qemu.ts';

const D = '/d\xc3\xa9';
const CAUSE = new Error('x');
const directory = scratchDirectory();

it.each([
  [errors.packagesMissing('a b', 'so'), 'PACKAGES_MISSING', 1, /: a b$/, /^so$/],
  [errors.commandMissing(D, 'so'), 'COMMAND_MISSING', 127, /'\/dé'/, /^so$/],
  [errors.notAProgram(D), 'COMMAND_NOT_EXECUTABLE', 126, /^\/dé is not/, /executed$/],
  [errors.applianceBuilt(D, ['-p', '-b']), 'APPLIANCE_BUILT', 1, /^\/dé .*-p, -b$/, /prepare/],
  [errors.applianceFileMissing('/none', 'root'), 'APPLIANCE_MISSING', 1, /e: no such d/, /ext2/],
  [errors.applianceFileMissing(directory, 'root'), 'APPLIANCE_MISSING', 1, /no root in/, /ext2/],
  [errors.cacheUnwritable(D, 'EIO', CAUSE), 'CACHE_WRITE', 1, /\/dé \(EIO\)$/, /XDG_CACHE_HOME/],
  [errors.packagesFixed(D, ['a', 'b']), 'LOCK_FIXED', 125, /^\/dé .*\(a b\)$/, /prepare --from/],
  [packages.badSpecification(D), 'APPLIANCE_PACKAGE_NAME', 1, /^'\/dé'/, /\.\//],
  [packages.packageNotInstalled('p'), 'APPLIANCE_PACKAGE_MISSING', 1, / p is/, /npm install p'/],
  [packages.noDirectory(D), 'APPLIANCE_PACKAGE_MISSING', 1, /^\/dé: no such/, /^$/],
  [
    packages.badManifest(D, 'x', CAUSE),
    'APPLIANCE_PACKAGE_MANIFEST',
    1,
    /^\/dé\/package.json: x$/,
    /docs/,
  ],
  [packages.missingFolder(D, 'f'), 'APPLIANCE_PACKAGE_FOLDER', 1, /^\/dé: .* f$/, /docs/],
  [packages.folderOutside(D, 'f'), 'APPLIANCE_PACKAGE_FOLDER', 1, /^\/dé: .* f lies/, /docs/],
  [packages.badFile(D, 'x'), 'APPLIANCE_PACKAGE_FILE', 1, /^\/dé: x$/, /tar archive/],
  [imageIsWhole('bare'), 'IMAGE_WHOLE', 1, /of bare:/, /leave it out/],
  [
    qemuMissing({ arch: 'vax', binaries: ['a', 'b'], packages: 'p' }),
    'QEMU_MISSING',
    1,
    /for vax guests: a, b not/,
    /\(p\)/,
  ],
  [kvmUnusable('so'), 'KVM_UNUSABLE', 1, /: so$/, /--accel tcg/],
])('an error of appliances says which, and what to do: %s', (error, code, exitStatus, ...texts) => {
  const [message, hint] = texts;
  expect(error).toMatchObject({ code, exitStatus });
  expect(error.message).toMatch(message);
  expect(error.hint ?? '').toMatch(hint);
});

it('keeps what was behind it', () => {
  expect(errors.cacheUnwritable(D, 'EIO', CAUSE).cause).toBe(CAUSE);
  expect(packages.badManifest(D, 'x', CAUSE).cause).toBe(CAUSE);
});
