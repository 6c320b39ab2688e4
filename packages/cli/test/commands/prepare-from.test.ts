import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseLock, prepareLock } from '@supermin/core';
import { signedSources } from '@supermin/test-support/apt';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareCommand } from '../../src/commands/prepare.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

vi.mock('@supermin/core', async (original) => {
  const core = await original<typeof import('@supermin/core')>();
  return { ...core, prepareLock: vi.fn(core.prepareLock) };
});

const HAS_TOOLS = ['gpg', 'gpgv', 'dpkg-deb', 'xz'].every((name) =>
  available(name, hasProgram(name)),
);

let places: ReturnType<typeof ownPlaces>;
let output: string;

beforeEach(() => {
  places = ownPlaces();
  output = `${places.top}/d`;
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(prepareLock).mockReset();
});

const prepare = (...words: string[]) => perform(prepareCommand, contextOf(...words, '-o', output));

/** What core is asked for, without doing it. */
async function asked(...words: string[]) {
  vi.mocked(prepareLock).mockResolvedValueOnce();
  await prepare(...words);
  return vi.mocked(prepareLock).mock.lastCall![0];
}

describe('prepare --from', () => {
  it.runIf(HAS_TOOLS)('locks packages that are not installed, and says where', async () => {
    const directory = scratchDirectory();
    signedSources(directory, [
      { name: 'tool', fields: { Depends: 'library' } },
      { name: 'library', version: '1.5' },
    ]);
    const words = ['prepare', '--from', `${directory}/my.sources`, '--arch=amd64', 'tool'];
    const performed = await prepare(...words);
    expect(performed).toEqual({ status: 0, stdout: '', facts: { output }, warnings: [] });
    expect(readFileSync(`${output}/packages`, 'utf8')).toBe('tool\n');
    const lock = parseLock(readFileSync(`${output}/lock.json`, 'utf8'), 'lock.json');
    expect(lock).toMatchObject({
      backend: 'dpkg',
      from: [`${directory}/my.sources`],
      arch: 'amd64',
    });
    expect(lock.packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      ...['library 1.5', 'tool 1'],
    ]);
  });

  it('asks for what options say', async () => {
    const plain = { force: false, update: false, weak: false, configure: false, arch: undefined };
    const from = ['debian:bookworm'];
    expect(await asked('prepare', '--from=debian:bookworm', 'tool')).toMatchObject({
      ...{ ...plain, output, from, packages: ['tool'], family: 'debian/dpkg', mirrors: [] },
      ...{ cacheDirectory: places.cache, backend: { name: 'dpkg' } },
    });
    const words = ['--force', '--update', '--weak', '--configure', '--arch=arm64'];
    expect(await asked('prepare', '--from=debian:bookworm', ...words, 'tool')).toMatchObject({
      ...{ force: true, update: true, weak: true, configure: true, arch: 'arm64' },
    });
  });

  it("replaces what is there for supermin 5's clients", async () => {
    expect(await asked('--prepare', '--from=debian:bookworm', 'tool')).toMatchObject({
      force: true,
    });
  });

  it('keeps what is no earlier output', async () => {
    mkdirSync(output);
    writeFileSync(`${output}/precious`, '');
    await expect(prepare('prepare', '--from=debian:bookworm', 'tool')).rejects.toMatchObject({
      code: 'OUTPUT_OCCUPIED',
    });
  });

  it('needs a repository that a plugin knows', async () => {
    await expect(prepare('prepare', '--from=xyzzy:1', 'tool')).rejects.toMatchObject({
      code: 'FROM_UNKNOWN',
    });
    expect(prepareLock).not.toHaveBeenCalled();
  });
});
