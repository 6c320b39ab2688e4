import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { privateConfiguration } from '../../src/download/private-configuration.ts';
import { parseLines } from '../../src/format/configuration.ts';

/** `key = value` a line, below `[name]`. */
function sections(text: string) {
  return text.split(/^(?=\[)/m).map((part) => {
    const [first, ...others] = parseLines(part);
    const settings = others.flatMap((line) => ('setting' in line ? [line.setting] : []));
    return { name: first && 'section' in first ? first.section : '', settings };
  });
}

const GIVEN = sections(`[options]
RootDir = /r
DBPath = /db
CacheDir = /c
HookDir = /h
GPGDir = /g
LogFile = /l
DownloadUser = alpm
IgnorePkg = bash
CheckSpace
Architecture = auto x86_64_v3
XferCommand = /usr/bin/curl -o %o %u
SigLevel = Required
[core]
Usage = Sync
SigLevel = Never
Server = https://mirror/$repo/os/$arch
Server = file:///srv/$repo/$arch/a%20b
`);

const ofThisMachine = (host = localHost('/')) =>
  privateConfiguration(GIVEN, { host, arch: 'x86_64' });

it('has what tells where packages come from, and no place of the host', () => {
  expect(ofThisMachine()).toEqual(
    sections(`[options]
Architecture = x86_64 x86_64_v3
XferCommand = /usr/bin/curl -o %o %u
SigLevel = Required
[core]
SigLevel = Never
Server = https://mirror/$repo/os/$arch
Server = file:///srv/$repo/$arch/a%20b
`),
  );
});

it('of another root runs no program, and finds its files', () => {
  const root = scratchDirectory();
  mkdirSync(join(root, 'data/core/x86_64'), { recursive: true });
  symlinkSync('/data', join(root, 'srv'));
  expect(ofThisMachine(localHost(root))).toEqual(
    sections(`[options]
Architecture = x86_64 x86_64_v3
SigLevel = Required
[core]
SigLevel = Never
Server = https://mirror/$repo/os/$arch
Server = file://${root}/data/core/x86_64/a%20b
`),
  );
});

it('has an architecture in any case', () => {
  const given = sections('[core]\nServer = a\n');
  expect(privateConfiguration(given, { host: localHost('/'), arch: 'aarch64' })).toEqual(
    sections('[options]\nArchitecture = aarch64\n[core]\nServer = a\n'),
  );
});

it('takes from a repository nothing that is for all of them, nor the other way round', () => {
  const given = sections('[options]\nServer = a\n[core]\nParallelDownloads = 5\nServer = b\n');
  expect(privateConfiguration(given, { host: localHost('/'), arch: 'x86_64' })).toEqual(
    sections('[options]\nArchitecture = x86_64\n[core]\nServer = b\n'),
  );
});

it('joins architectures, which may be on several lines', () => {
  const given = sections('[options]\nArchitecture = auto  i686\nArchitecture = any\n');
  expect(privateConfiguration(given, { host: localHost('/'), arch: 'x86_64' })).toEqual(
    sections('[options]\nArchitecture = x86_64 i686 any\n'),
  );
});
