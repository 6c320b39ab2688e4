import { chmodSync, symlinkSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { localHost, type Package, type PackageDatabase, type SuperminError } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type SelectionRequest, selectFiles } from '../../src/appliance/selection.ts';

/** Knows packages by name and by the paths of their files. */
function database(files: Record<string, string[]>): PackageDatabase {
  const find = (name: string) =>
    Object.entries(files)
      .filter(([id, paths]) => id === name || paths.includes(name))
      .map(([id]): Package => ({ id, name: id }) as Package);
  return { find } as PackageDatabase;
}

function host(programs: string[], links: Record<string, string> = {}) {
  const root = scratchDirectory(Object.fromEntries(programs.map((path) => [path.slice(1), ''])));
  for (const path of programs) chmodSync(root + path, 0o755);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, root + path);
  return localHost(root);
}

const DATABASE = database({ bash: ['/bin/bash'], mawk: ['/usr/bin/mawk'], jq: [] });

const select = (request: Partial<SelectionRequest>) =>
  selectFiles(DATABASE, {
    ...{ host: host([]), family: 'debian/dpkg', packages: [], program: undefined },
    ...{ bare: true, shares: [], report: () => {}, ...request },
  });

describe('what goes into the VM', () => {
  it("is the program's package, and those that are named", () => {
    const found = select({ host: host(['/bin/bash']), program: 'bash', packages: ['jq'] });
    expect(found.packages).toEqual(['bash', 'jq']);
    expect(found.hostfiles).toContain('/etc/passwd');
  });

  it('is a link of alternatives as well, which no package owns', () => {
    const found = select({
      host: host(['/usr/bin/mawk', '/etc/alternatives/x'], { '/usr/bin/awk': 'mawk' }),
      program: 'awk',
    });
    expect(found.packages).toEqual(['mawk']);
    expect(found.hostfiles).toContain('/usr/bin/awk');
    expect(found.hostfiles).not.toContain('/usr/bin/mawk');
  });

  it('is a shell, if no program is named, or for one in a share that may be a script', () => {
    const shells = host(['/bin/bash', '/bin/sh']);
    expect(select({ host: shells }).packages).toEqual(['bash']);
    expect(select({ host: host(['/bin/sh']) }).hostfiles).toContain('/bin/sh');
    const shared = {
      host: shells,
      program: '/srv/x',
      shares: [{ directory: '/no', mount: '/srv' }],
    };
    expect(select(shared).packages).toEqual(['bash']);
    expect(select({ ...shared, packages: ['jq'] }).packages).toEqual(['jq']);
  });

  it('is a program that no package owns, as it is', () => {
    const found = select({ host: host(['/usr/local/bin/tool']), program: 'tool' });
    expect(found.packages).toEqual([]);
    expect(found.hostfiles).toContain('/usr/local/bin/tool');
  });

  it('is a base as well, without the secrets of this machine, unless it is to be bare', () => {
    const essential = () => DATABASE.find('mawk');
    const found = selectFiles({ ...DATABASE, essential } as PackageDatabase, {
      ...{ host: host(['/bin/bash']), family: 'debian/dpkg', packages: ['jq'], program: undefined },
      ...{ bare: false, shares: [], report: () => {} },
    });
    expect(found.packages).toEqual(['bash', 'jq', 'mawk']);
    expect(found.excludes).toContain('/etc/shadow');
    expect(found.members).toContainEqual({ name: 'tmp', type: 'directory', mode: 0o1777 });
    expect(select({ packages: ['jq'], program: '/opt/x' })).toMatchObject({
      ...{ packages: ['jq'], excludes: [], members: [] },
    });
  });

  it('is only what is named, for a path that only the VM may have', () => {
    expect(select({ program: '/opt/x', packages: ['jq'] }).packages).toEqual(['jq']);
  });
});

it.each([
  ['jqq', { packages: ['jq', 'jqq'] }, 'PACKAGES_MISSING', 'apt-get install jqq'],
  ['gone', { program: 'gone' }, 'COMMAND_MISSING', 'apt-file search bin/gone'],
  ['/opt/gone', { program: '/opt/gone' }, 'COMMAND_MISSING', 'apt-file search /opt/gone'],
])('%s is missing: the error says what to do', (name, request, code, hint) => {
  expect(() => select(request)).toThrow(
    expect.objectContaining({
      ...{ code, message: expect.stringContaining(name), hint: expect.stringContaining(hint) },
    }),
  );
});

it('a file of a directory that is not shared is one here, not in the VM', () => {
  const here = relative('.', scratchDirectory({ 'script.sh': '' }));
  const hintOf = (command: string) => {
    try {
      return select({ program: `/${basename(command)}`, command });
    } catch (error) {
      return (error as SuperminError).hint;
    }
  };
  expect(hintOf(`${here}/script.sh`)).toContain('--share');
  for (const command of [`${here}/gone.sh`, here, `${resolve(here)}/script.sh`, 'script.sh']) {
    expect(hintOf(command), command).not.toContain('--share');
  }
});

it('a file that may not be executed is none', () => {
  const request = { host: localHost(scratchDirectory({ 'etc/x': '' })), program: '/etc/x' };
  expect(() => select(request)).toThrow(
    expect.objectContaining({ code: 'COMMAND_NOT_EXECUTABLE', exitStatus: 126 }),
  );
});
