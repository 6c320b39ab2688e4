import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { modulesDirectoryOf } from '../../src/appliance/modules-directory.ts';

it("finds the modules of an appliance's kernel, through a link, and says nothing where there are none", () => {
  const top = scratchDirectory({ 'root/boot/x': '', 'other/vmlinuz': '' });
  const root = `${top}/root`;
  const kernel = `${root}/boot/vmlinuz-6.1.0-9-test`;
  writeFileSync(kernel, Buffer.alloc(20_000));
  mkdirSync(`${root}/lib/modules/6.1.0-9-test`, { recursive: true });
  writeFileSync(`${root}/lib/modules/6.1.0-9-test/modules.dep`, '');
  symlinkSync(kernel, `${top}/kernel`);
  // Of the appliance, the link leads to a file of this machine; its modules are looked for in the root.
  const found = modulesDirectoryOf(`${top}/kernel`, localHost(root));
  expect(found).toBe(`${root}/lib/modules/6.1.0-9-test`);
  expect(modulesDirectoryOf(`${top}/other/vmlinuz`, localHost(root))).toBeUndefined();
});

it('finds them for a copy of the kernel as well, which is not in the root', () => {
  const version = '6.1.0-9-test';
  const top = scratchDirectory({
    [`appliance/vmlinuz-${version}`]: Buffer.alloc(20_000),
    [`root/lib/modules/${version}/modules.dep`]: '',
  });
  const found = modulesDirectoryOf(`${top}/appliance/vmlinuz-${version}`, localHost(`${top}/root`));
  expect(found).toBe(`${top}/root/lib/modules/${version}`);
});
