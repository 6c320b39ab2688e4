import { writeFileSync } from 'node:fs';
import { AptRepository, type DebDescription, SigningKey } from '@supermin/test-support/apt';
import { available, hasProgram } from '@supermin/test-support/programs';
import { testRepository } from '@supermin/testkit';
import { describe, it } from 'vitest';
import { backend } from '../../src/index.ts';

const HAS_TOOLS = ['gpg', 'gpgv', 'dpkg-deb', 'xz'].every((name) =>
  available(name, hasProgram(name)),
);

function repository(directory: string): string {
  const key = new SigningKey(`${directory}/k`);
  const packages: DebDescription[] = [
    {
      name: 'tool',
      arch: 'amd64',
      fields: { Depends: 'lib' },
      files: { 'usr/share/tool': 'a tool\n' },
    },
    {
      ...{ name: 'library', version: '1:2-1', fields: { Provides: 'lib' } },
      files: { 'usr/share/library': 'a library\n' },
    },
  ];
  new AptRepository(`${directory}/m`, packages, { key });
  const file = `${directory}/my.list`;
  writeFileSync(file, `deb [signed-by=${key.keyring}] file://${directory}/m stable main\n`);
  return file;
}

describe.runIf(HAS_TOOLS)('of apt', () => {
  testRepository(
    { describe, it },
    {
      ...{ backend, package: new URL('../..', import.meta.url), repository, arch: 'amd64' },
      names: ['tool', 'library'],
      packages: ['tool 1', 'library 1:2-1'],
      files: { '/usr/share/tool': 'a tool\n', '/usr/share/library': 'a library\n' },
    },
  );
});
