import { expect, it } from 'vitest';
import { installHint, meantHint, ownerHint } from '../../src/appliance/package-hints.ts';

it.each([
  ['debian/dpkg', 'apt-get install', "apt-file search bin/x'"],
  ['fedora/rpm', 'dnf install', "dnf provides '*bin/x'"],
  ['opensuse/rpm', 'zypper install', 'zypper search --provides --match-exact /usr/bin/x'],
  ['arch/pacman', 'pacman -S', 'pacman -F x'],
])('%s has programs of its own', (family, install, search) => {
  expect(installHint(family, 'a b')).toBe(`install it first: ${install} a b`);
  expect(ownerHint(family, 'x')).toContain(search);
  expect(ownerHint(family, 'x')).toContain(`${install} PACKAGE`);
});

it('a path is looked for as it is', () => {
  expect(ownerHint('debian/dpkg', '/opt/x')).toContain("'apt-file search /opt/x'");
});

it.each<[string, boolean, RegExp | undefined]>([
  ['app.d', true, /--appliance app\.d/],
  ['ls -la', false, /words of their own/],
  ['debian:bookworm', false, /--from debian:bookworm; of an image, --root docker:\/\/debian:book/],
  ['ghcr.io/me/tool:1.0', false, /docker:\/\/ghcr\.io\/me\/tool:1\.0/],
  ['ls', false, undefined],
  ['/usr/bin/a:b', false, undefined],
])('what %s was meant for', (command, isDirectory, hint) => {
  const found = meantHint(command, isDirectory);
  if (hint === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(hint);
});
