import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, run } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { SUPERMIN5, supermin } from './support/installation.ts';

const directory = scratchDirectory();

/** Lines of `-v` that scripts and bug reports look for. */
const LOOKED_FOR = [
  /^supermin: version: /,
  /^supermin: package handler: /,
  /^supermin: build: \d+ packages, including dependencies$/,
  /^supermin: build: \d+ files, after /,
  /^supermin: build: visiting /,
  /^supermin: kernel: picked vmlinuz /,
  /^supermin: kernel: kernel_version /,
  /^supermin: kernel: modpath /,
  /^supermin: if-newer: /,
  /^supermin: renaming /,
];

/** The same command, run by both. */
async function both(
  argv: (output: string) => readonly string[],
  outputs = ['five', 'six'],
): Promise<[Finished, Finished]> {
  const env = { XDG_CACHE_HOME: join(directory, 'cache') };
  const options = { cwd: directory, env };
  return [
    await run(SUPERMIN5, argv(outputs[0]!), options),
    await supermin(argv(outputs[1]!), options),
  ];
}

/** The lines that are looked for, without what must differ: versions, temporary names, and whether archives count. */
function lines({ stdout }: Finished): string[] {
  return stdout
    .split('\n')
    .filter((line) => LOOKED_FOR.some((pattern) => pattern.test(line)))
    .map((line) =>
      line
        .replace(/(?<=^supermin: version: )\d+\.\d+\.\d+$/, 'VERSION')
        .replace(/\d+(?= files, after munging$)/, 'N')
        .replace(/^supermin: renaming \S+ to \S*\b(five|six)$/, 'supermin: renaming X to Y'),
    );
}

describe.runIf(existsSync(SUPERMIN5))('beside supermin 5', () => {
  const rule = ['--resolver', 'supermin5'];
  const build = (format: string, ...more: string[]) => [
    ...['--build', '-v', '-f', format, 'appliance', 'hostfiles', 'excludefiles', ...more],
  ];

  /** supermin 5 has no other rule, and does not know the option. */
  function ruled(words: readonly string[], output: string): string[] {
    return [...words, ...(output.startsWith('six') ? rule : []), '-o', output];
  }

  beforeAll(async () => {
    const argv = ['--prepare', '--use-installed', 'bash', 'coreutils', '-o', 'appliance'];
    expect((await run(SUPERMIN5, argv, { cwd: directory })).status).toBe(0);
    writeFileSync(join(directory, 'hostfiles'), '/etc/hosts\n/etc/host*.conf\n');
    writeFileSync(join(directory, 'excludefiles'), '-/usr/share/doc/*\n-/usr/share/man/*\n');
  });

  it.each(['ext2', 'chroot'])('-v says the same of a build of %s', async (format) => {
    const [five, six] = await both((output) => ruled(build(format), `${output}`));
    expect([five.status, six.status]).toEqual([0, 0]);
    expect([five.stderr, six.stderr]).toEqual(['', '']);
    expect(lines(six)).toEqual(lines(five));
    expect(lines(six).length).toBeGreaterThanOrEqual(format === 'ext2' ? 14 : 11);
  });

  it('-v --if-newer says the same of an output that is up to date', async () => {
    const command = (output: string) => ruled(build('ext2', '--if-newer'), output);
    const outputs = ['newer-five', 'newer-six'];
    await both(command, outputs);
    const [five, six] = await both(command, outputs);
    expect(lines(six)).toEqual(lines(five));
    expect(lines(six).at(-1)).toBe('supermin: if-newer: output does not need rebuilding');
  });

  it('--prepare says its version, its package handler, and where it renames', async () => {
    const [five, six] = await both((output) => [
      ...['--prepare', '-v', '--use-installed', 'bash', '-o', `prepared-${output}`],
    ]);
    expect(lines(six)).toEqual(lines(five));
    expect(readdirSync(join(directory, 'prepared-six')).sort()).toEqual(
      readdirSync(join(directory, 'prepared-five')).sort(),
    );
  });

  it.each<[string, RegExp]>([
    ['', /must use --prepare or --build to select the mode/],
    ['--prepare --build -o OUT bash', /must use --prepare or --build to select the mode/],
    ['--prepare bash', /output directory \(-o option\) must be supplied/],
    ['--build -f ext2 appliance', /output directory \(-o option\) must be supplied/],
    ['--prepare -f ext2 -o OUT bash', /cannot use --prepare and --format options together/],
    ['--build -o OUT appliance', /when using --build, you must specify an output --format/],
    ['--build -f ext2 -o OUT', /build: no input supermin appliance specified/],
    ['--build -f nonsense -o OUT appliance', /unknown --format option \(nonsense\)/],
    ['--build -f ext2 -o OUT absent', /absent: no such file or directory/i],
    ['--build -f ext2 --size 4Q -o OUT appliance', /cannot parse .*size.* '4Q'/],
    [
      '--build --dtb x -f ext2 -o OUT appliance',
      /--dtb( option)? was removed in supermin 5\.1\.18/,
    ],
    ['--prepare -o OUT no-such-package', /none of the packages listed .*installed/],
    ['--prepare -o OUT', /^supermin: prepare: no /],
    ['--nonsense', /unknown option '--nonsense'\./],
  ])('both refuse: supermin %s', async (line, message) => {
    const [five, six] = await both((output) =>
      line
        .split(' ')
        .filter(Boolean)
        .map((word) => word.replace('OUT', `refused-${output}`)),
    );
    expect(six.status).toBe(five.status);
    expect([five.stdout, six.stdout]).toEqual(['', '']);
    expect(five.stderr).toMatch(message);
    expect(six.stderr).toMatch(message);
    expect(six.stderr).toMatch(/^supermin: /);
  });

  it('--version has the version for a second word; --list-drivers has the same lines', async () => {
    const versions = await both(() => ['--version']);
    for (const { stdout } of versions) expect(stdout).toMatch(/^supermin \d+\.\d+\.\d+\n$/);
    const drivers = await both(() => ['--list-drivers']);
    const [five, six] = drivers.map(({ stdout }) => stdout.trimEnd().split('\n'));
    expect(six).toEqual(expect.arrayContaining(five!.filter((name) => !name.startsWith('arch/'))));
  });
});
