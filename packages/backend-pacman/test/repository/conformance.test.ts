import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { SigningKey } from '@supermin/test-support/apt';
import { SignedRepository } from '@supermin/test-support/pacman';
import { available, hasProgram } from '@supermin/test-support/programs';
import { testRepository } from '@supermin/testkit';
import { describe, it } from 'vitest';
import { backend } from '../../src/index.ts';

const HAS_TOOLS = ['gpg', 'gpgv', 'zstd'].every((name) => available(name, hasProgram(name)));

function repository(directory: string): string {
  const key = new SigningKey(`${directory}/k`);
  mkdirSync(`${directory}/keys`);
  writeFileSync(`${directory}/keys/pubring.gpg`, readFileSync(key.keyring));
  const parents = [
    { path: 'usr', directory: true as const },
    { path: 'usr/share', directory: true as const },
  ];
  const tool = { path: 'usr/share/tool', content: 'a tool\n' };
  const library = { path: 'usr/share/library', content: 'a library\n' };
  new SignedRepository(
    `${directory}/own`,
    'own',
    [
      { name: 'tool', version: '1.0-1', depends: ['lib'], files: [...parents, tool] },
      { name: 'library', version: '1:2-1', provides: ['lib'], files: [...parents, library] },
      { name: 'other', version: '1-1', files: parents },
    ],
    { key },
  );
  const lines = [
    '[options]',
    `GPGDir = ${directory}/keys`,
    '[own]',
    `Server = file://${directory}/own`,
  ];
  writeFileSync(`${directory}/my.conf`, `${lines.join('\n')}\n`);
  return `${directory}/my.conf`;
}

describe.runIf(HAS_TOOLS)('of pacman', () => {
  testRepository(
    { describe, it },
    {
      ...{ backend, package: new URL('../..', import.meta.url), repository, arch: 'x86_64' },
      names: ['tool', 'library'],
      packages: ['tool 1.0-1', 'library 1:2-1'],
      files: { '/usr/share/tool': 'a tool\n', '/usr/share/library': 'a library\n' },
    },
  );
});
