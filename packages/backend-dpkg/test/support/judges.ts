import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Programs that judge what this package says; tests that need one say so where it is missing. */
export const hasDpkg = existsSync('/usr/bin/dpkg') && existsSync('/var/lib/dpkg/status');
export const hasApt = hasDpkg && existsSync('/usr/bin/apt-get');
export const hasSupermin5 = hasDpkg && existsSync('/usr/bin/supermin');

/** Databases made by others, beside the repository; not part of it. */
export const sharedData = fileURLToPath(
  new URL('../../../../../shared/data/dpkg', import.meta.url),
);

export function sayMissing(what: string, present: boolean): boolean {
  if (!present) console.log(`not run here, because it needs ${what}`);
  return present;
}

export interface Judgement {
  status: number;
  output: string;
}

export function run(program: string, args: readonly string[], environment = {}): Judgement {
  const result = spawnSync(program, args, {
    encoding: 'latin1',
    maxBuffer: 2 ** 28,
    env: { ...process.env, LC_ALL: 'C', HOME: '/nonexistent', ...environment },
  });
  if (result.error) throw result.error;
  return { status: result.status ?? -1, output: result.stdout + result.stderr };
}

/** Puts an empty dpkg database of native amd64 with i386 added below `root`. */
export function makeAdminDirectory(root: string, status = ''): string {
  const admin = `${root}/var/lib/dpkg`;
  for (const name of ['info', 'updates', 'triggers'])
    mkdirSync(`${admin}/${name}`, { recursive: true });
  writeFileSync(`${admin}/info/format`, '1\n');
  writeFileSync(`${admin}/status`, status);
  writeFileSync(`${admin}/available`, '');
  return admin;
}

/** Those of the unpacked packages `names` whose dependencies dpkg does not find satisfied in this state of things. */
export function dpkgCannotConfigure(
  root: string,
  status: string,
  names: readonly string[],
): Set<string> {
  writeFileSync(`${root}/var/lib/dpkg/status`, status);
  const { output } = run('dpkg', [
    `--root=${root}`,
    '--force-not-root',
    '--force-bad-path',
    `--abort-after=${names.length + 1}`,
    '--simulate',
    '--configure',
    ...names,
  ]);
  const failed = [
    ...output.matchAll(/error processing package ([^ :]+)\S* \(--configure\):\n *(.*)/g),
  ];
  const other = failed.find(([, , reason]) => !reason!.startsWith('dependency problems'));
  if (other !== undefined || (failed.length === 0 && output.includes('error'))) {
    throw new Error(output.slice(0, 1000));
  }
  return new Set(failed.map(([, name]) => name!));
}

/** Whether apt finds every dependency among these stanzas satisfied: status 0. */
export function aptIsContent(directory: string, status: string, architecture?: string): Judgement {
  mkdirSync(`${directory}/lists/partial`, { recursive: true });
  writeFileSync(`${directory}/status`, status);
  return run('apt-get', [
    ...['-o', `Dir::State::status=${directory}/status`],
    ...['-o', `Dir::State::lists=${directory}/lists`],
    ...['-o', `Dir::Cache=${directory}`],
    ...['-o', 'Dir::Etc::sourcelist=/dev/null'],
    ...['-o', 'Dir::Etc::sourceparts=/dev/null'],
    ...['-o', 'Debug::NoLocking=1'],
    ...(architecture === undefined
      ? []
      : ['-o', `APT::Architecture=${architecture}`, '-o', `APT::Architectures::=${architecture}`]),
    '-qq',
    'check',
  ]);
}

/**
 * What apt would install for a package where nothing is installed yet, if the stanzas of a status file were all that can be
 * had: names without architecture, sorted. It wants a repository, which is made below `directory`.
 */
export class AptOracle {
  readonly #options: readonly string[];

  constructor(directory: string, status: string, architecture: string) {
    const lists = `${directory}/lists`;
    mkdirSync(`${lists}/partial`, { recursive: true });
    const packages = status
      .replace(/^(Status|Conffiles|Config-Version):.*\n(?: .*\n)*/gm, '')
      .replace(/\n\n/g, () => '\nFilename: ./none.deb\nSize: 1\nSHA256: 0\n\n');
    writeFileSync(`${directory}/Packages`, packages, 'latin1');
    writeFileSync(`${directory}/status`, '');
    writeFileSync(`${directory}/sources.list`, `deb [trusted=yes] file:${directory} ./\n`);
    this.#options = [
      ...['-o', `Dir::State=${directory}`, '-o', `Dir::State::status=${directory}/status`],
      ...['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${directory}`],
      ...['-o', `Dir::Etc::sourcelist=${directory}/sources.list`],
      ...['-o', 'Dir::Etc::sourceparts=/dev/null', '-o', 'Dir::Etc::preferencesparts=/dev/null'],
      ...['-o', `APT::Architecture=${architecture}`, '-o', `APT::Architectures::=${architecture}`],
      ...['-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=', '-qq'],
    ];
    const { status: code, output } = run('apt-get', [...this.#options, 'update']);
    if (code !== 0) throw new Error(output);
  }

  closure(name: string): string[] {
    const args = ['--no-install-recommends', '--simulate', 'install', name];
    const { status, output } = run('apt-get', [...this.#options, ...args]);
    if (status !== 0) throw new Error(output);
    return [...output.matchAll(/^Inst (\S+)/gm)].map(([, each]) => each!).sort();
  }
}
