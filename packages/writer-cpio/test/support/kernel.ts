import { mkdirSync, writeFileSync } from 'node:fs';
import { type Host, localHost } from '@supermin/core';

export const VERSION = '6.6.6-test';

/** A host root with nothing but a kernel (of no use to a machine) and one module. */
export function kernelHost(root: string): Host {
  const modules = `${root}/lib/modules/${VERSION}`;
  mkdirSync(`${modules}/kernel`, { recursive: true });
  mkdirSync(`${root}/boot`);
  writeFileSync(`${modules}/vmlinuz`, Buffer.alloc(20_000, 'kernel'));
  writeFileSync(`${modules}/modules.dep`, 'kernel/fake.ko:\n');
  writeFileSync(`${modules}/kernel/fake.ko`, 'module');
  return localHost(root);
}
