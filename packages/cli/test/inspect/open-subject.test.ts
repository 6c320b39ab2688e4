import { mkdirSync, writeFileSync } from 'node:fs';
import type { Subject } from '@supermin/inspect';
import { SmallRoot } from '@supermin/test-support/debian';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildCommand } from '../../src/commands/build.ts';
import { openSubject } from '../../src/inspect/open-subject.ts';
import { loadInspect } from '../../src/plugins/load-inspect.ts';
import { contextOf, ownPlaces, perform, warningsOf } from '../support/in-process.ts';
import { lockedAppliance } from '../support/locked-appliance.ts';

const HAS_TOOLS = ['dpkg-deb', 'xz'].every((name) => available(name, hasProgram(name)));

const root = new SmallRoot(scratchDirectory());
root.install(
  'tool',
  ['/usr/bin/tool', '/usr/share/doc/tool/readme'],
  ['Depends: library', 'Recommends: extra'],
);
root.install('library', ['/usr/lib/library']);
root.install('extra', ['/usr/bin/extra']);
const appliance = scratchDirectory({ packages: 'tool\n' });

let top: string;

beforeEach(() => {
  ({ top } = ownPlaces());
});
afterEach(() => void vi.unstubAllEnvs());

interface Seen {
  kind: string;
  names: readonly string[];
  packages: string[];
  paths: string[] | undefined;
}

async function open(words: readonly string[], withFiles = false): Promise<Seen> {
  const context = contextOf('inspect', '--root', root.directory, ...words);
  const inspect = await loadInspect();
  const { names } = context.invocation;
  const subject: Subject = await openSubject(context, inspect, names, withFiles);
  try {
    const { kind, packages, files } = inspect.takeInventory(subject);
    return {
      ...{ kind, names: subject.names, packages: packages.map(({ id }) => id) },
      paths: files?.map(({ path }) => path),
    };
  } finally {
    subject.close();
  }
}

describe('a small appliance', () => {
  it('is what it would become of the packages here', async () => {
    expect(await open([appliance])).toMatchObject({
      ...{ kind: 'appliance', names: [appliance], packages: ['library', 'tool'] },
      paths: expect.arrayContaining(['/usr/bin/tool', '/usr/lib/library']),
    });
  });

  it('is what options make of it', async () => {
    expect((await open(['--weak', appliance])).packages).toEqual(['extra', 'library', 'tool']);
    const other = scratchDirectory({ packages: 'extra\n' });
    expect((await open([appliance, other])).packages).toEqual(['extra', 'library', 'tool']);
  });

  it('has no format', async () => {
    await expect(open(['--format=ext2', appliance, appliance])).rejects.toMatchObject({
      ...{ name: 'UsageError', command: 'inspect' },
      message: "option '--format' has no effect with a small appliance",
    });
  });

  it('warns of packages that are missing', async () => {
    const context = contextOf(
      'inspect',
      '--root',
      root.directory,
      scratchDirectory({ packages: 'tool\nnone\n' }),
    );
    const inspect = await loadInspect();
    (await openSubject(context, inspect, context.invocation.names, false)).close();
    expect(warningsOf(context)).toEqual([expect.stringContaining('none')]);
  });
});

describe('an output of build', () => {
  it('is recognized, wherever it was built', async () => {
    const output = `${top}/out`;
    const words = ['build', '-f', 'chroot', '-o', output, '--root', root.directory, appliance];
    await perform(buildCommand, contextOf(...words));
    expect(await open([output])).toMatchObject({ kind: 'output', names: [output] });
    expect(await open(['--format=chroot', output])).toMatchObject({ kind: 'output' });
    await expect(open(['--format=xyzzy', output])).rejects.toMatchObject({
      code: 'WRITER_MISSING',
    });
  });
});

describe.runIf(HAS_TOOLS)('an appliance with a lock', () => {
  it('is what the lock says: nothing is downloaded, so that nobody knows the files', async () => {
    const { appliance: locked } = lockedAppliance();
    const context = contextOf('inspect', locked);
    const inspect = await loadInspect();
    const subject = await openSubject(context, inspect, [locked], false);
    expect(subject).toMatchObject({ kind: 'packages', names: [locked] });
    expect(subject.packages.map(({ id }) => id)).toEqual(['library', 'tool']);
    expect(subject.contents).toBeUndefined();
    subject.close();
  });

  it('is looked into if the files are asked for', async () => {
    const { appliance: locked, sizes } = lockedAppliance();
    const context = contextOf('inspect', '--files', locked);
    const inspect = await loadInspect();
    const subject = await openSubject(context, inspect, [locked], true);
    const { kind, packages, files } = inspect.takeInventory(subject);
    subject.close();
    expect(kind).toBe('packages');
    expect(packages.map(({ id, download }) => [id, download])).toEqual([
      ['library', sizes[1]],
      ['tool', sizes[0]],
    ]);
    expect(files!.map(({ path }) => path)).toEqual(expect.arrayContaining(['/usr/lib/library.so']));
  });
});

describe('a container image', () => {
  it('is one by its name, if no file is called so', async () => {
    await expect(open([`oci:${top}/none`])).rejects.toMatchObject({
      ...{ code: 'INPUT_MISSING', message: `there is no ${top}/none` },
    });
    await expect(open([`oci:${top}/none:tag`])).rejects.toMatchObject({
      code: expect.stringMatching(/^IMAGE_/),
    });
    await expect(open([`docker-archive:${top}/none`])).rejects.toMatchObject({
      ...{ code: 'ENOENT', path: `${top}/none` },
    });
    const directory = `${top}/oci:x`;
    mkdirSync(directory);
    writeFileSync(`${directory}/packages`, 'tool\n');
    expect(await open([directory])).toMatchObject({
      kind: 'appliance',
      packages: ['library', 'tool'],
    });
  });

  it('that build wrote is an output, also by its name', async () => {
    const output = `${top}/layout`;
    const words = ['build', '-f', 'oci', '-o', output, '--root', root.directory, appliance];
    await perform(buildCommand, contextOf(...words));
    expect(await open([`oci:${output}`])).toMatchObject({ kind: 'output', names: [output] });
  });

  it('is none among several names', async () => {
    await expect(open([`oci:${top}/none:tag`, appliance])).rejects.toMatchObject({
      ...{ code: 'INPUT_MISSING', message: `there is no oci:${top}/none:tag` },
    });
  });
});

it('names of packages need --from', async () => {
  await expect(open(['tool'])).rejects.toMatchObject({
    ...{ code: 'INPUT_MISSING', message: 'there is no tool' },
    hint: 'names of packages need --from DISTRO:RELEASE, or an appliance that prepare makes of them',
  });
});
