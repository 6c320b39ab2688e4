import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { PACKAGE_NAMES, VM_NAMES } from '../../src/completion/lookups.ts';

function printed(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { stdout, stderr } = spawnSync('sh', ['-c', program, 'sh', ...args], {
    ...{ encoding: 'utf8', env: { ...process.env, ...env } },
  });
  expect(stderr).toBe('');
  return stdout;
}

it('packages are asked of rpm where neither dpkg nor pacman is', () => {
  const top = scratchDirectory({ rpm: '#!/bin/sh\nprintf "abc\\nxab\\nab+\\n"\n' });
  chmodSync(`${top}/rpm`, 0o755);
  const env = { PATH: `${top}:${process.env.PATH}` };
  expect(printed(PACKAGE_NAMES, ['ab', '/nowhere'], env)).toBe('abc\nab+\n');
});

it('what was typed is text, and no pattern', () => {
  const status = ['a.c', 'abc', 'a\\n'].map(
    (name) => `Package: ${name}\nStatus: install ok installed\n`,
  );
  const root = scratchDirectory({ 'var/lib/dpkg/status': status.join('\n') });
  expect(printed(PACKAGE_NAMES, ['a.', root])).toBe('a.c\n');
  expect(printed(PACKAGE_NAMES, ['a\\n', root])).toBe('a\\n\n');
});

it('VMs are the sockets of this user; other files are none', async () => {
  const top = scratchDirectory();
  mkdirSync(`${top}/supermin`);
  writeFileSync(`${top}/supermin/zq-w-file.sock`, '');
  const servers = ['zq-web', 'zq-web2', 'zq'].map((name) =>
    createServer().listen(`${top}/supermin/${name}.sock`),
  );
  try {
    await Promise.all(
      servers.map((server) => new Promise((resolve) => server.once('listening', resolve))),
    );
    expect(printed(VM_NAMES, ['zq-w'], { XDG_RUNTIME_DIR: top })).toBe('zq-web\nzq-web2\n');
    expect(printed(VM_NAMES, ['zq-w*'], { XDG_RUNTIME_DIR: top })).toBe('');
  } finally {
    for (const server of servers) server.close();
  }
});
