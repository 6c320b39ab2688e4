import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/arguments/options.ts';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { refuseForFullAppliance, refuseForWholeImage } from '../../src/arguments/refused.ts';
import { isUsageError, type UsageError } from '../../src/arguments/usage-error.ts';
import { complaint } from '../support/usage.ts';

/** What `run --appliance DIR` makes use of; everything else of `run` is refused there. */
const OF_BOOTING = [
  ...['appliance', 'share', 'env', 'workdir', 'tty', 'memory', 'cpus', 'accel', 'append'],
  ...[
    'name',
    'detach',
    'disk',
    'net',
    'publish',
    'interactive',
    'qemu-option',
    'user',
    'no-template',
    'warm',
  ],
  ...['timeout', 'root', 'timings', 'quiet', 'verbose', 'help', 'version'],
];

/** How a full appliance's run is refused. */
function refusal(argv: readonly string[]): UsageError {
  try {
    refuseForFullAppliance(parseCommandLine(argv));
  } catch (error) {
    if (isUsageError(error)) return error;
    throw error;
  }
  throw new Error(`not refused: ${argv.join(' ')}`);
}

describe('run --appliance DIR', () => {
  const others = OPTIONS.filter(
    ({ name, commands }) => commands.includes('run') && !OF_BOOTING.includes(name),
  );

  it.each(others)('--$name is refused, not ignored', ({ name, value, kind }) => {
    const words = { choice: value?.split('|')[0], duration: '1m' } as Record<
      string,
      string | undefined
    >;
    const word = words[kind ?? ''] ?? 'x';
    const option = value === undefined ? `--${name}` : `--${name}=${word}`;
    expect(refusal(['run', '--appliance', 'd', option, 'ls'])).toMatchObject({
      // Some are refused as they need another one, which is.
      message: expect.stringMatching(
        `option '--${name}' (has no effect|needs '--(from|host|configure|root IMAGE)')`,
      ),
      command: 'run',
    });
  });

  it('-p, which libguestfs users may try, is one of them, but a small one takes it', () => {
    const argv = ['run', '--appliance', 'd', '-p', 'bash'];
    expect(refusal(argv).message).toContain('d is a full appliance, which has been built');
    expect(parseCommandLine(argv).options.all('package')).toEqual(['bash']);
  });

  it.each(['--bare', '--appliance-package=x'])('%s is refused for a small one, too', (option) => {
    expect(complaint(`run --appliance d ${option}`)).toContain("has no effect with '--appliance'");
  });
});

it.each([
  [
    'prepare --use-installed --packager-config c x',
    /'--packager-config' has no effect with '--use-installed'/,
  ],
  ['build --resolver supermin5 --weak d', /'--weak' has no effect with '--resolver supermin5'/],
  ['modules --kernel k --host-cpu arm64', /'--host-cpu' has no effect with '--kernel'/],
  ['build --lock-timeout 5 d', "option '--lock-timeout' needs '--lock'"],
  ['run --pull x', "option '--pull' needs '--root IMAGE'"],
  ['run --root dir --entrypoint sh x', "option '--entrypoint' needs '--root IMAGE'"],
  ['build --root ./oci:x --arch arm64 d', "option '--arch' needs '--from' or '--root IMAGE'"],
  ['run --host -p bash', "option '--package' has no effect with '--host'"],
  ['run --host --root /srv', "option '--root' has no effect with '--host'"],
  ['run --rw . make', "option '--rw' needs '--host'"],
  ['run --detach true', "option '--detach' needs '--name'"],
  ['run --name n -di', "option '--interactive' has no effect with '--detach'"],
  ['--prepare --kernel k x', "option '--kernel' has no effect with '--prepare'"],
  ['--build --use-installed --no-docs --packager-config c --prepare-not', /unknown option/],
  ['build -f cpio -o - --json d', "option '--json' has no effect with '-o -'"],
  ['build --configure-timeout 5 d', "option '--configure-timeout' needs '--configure'"],
  ['prepare --update x', "option '--update' needs '--from'"],
  ['prepare --configure x', "option '--configure' needs '--from'"],
  ['build --net d', "option '--net' needs '--configure'"],
  ['inspect --insecure x', "option '--insecure' needs '--root IMAGE'"],
  ['--list-drivers --weak', "option '--weak' has no effect with '--list-drivers'"],
])('%s', (line, expected) => {
  expect(complaint(line)).toMatch(expected);
});

describe('run --root IMAGE', () => {
  const refuse = (...options: string[]) =>
    refuseForWholeImage(parseCommandLine(['run', '--root', 'oci:/i\x1b', ...options, 'ls']));

  it.each([
    ...['--package=x', '--bare', '--backend=x', '--resolver=default', '--weak', '--no-docs'],
    '--strict',
  ])('has all of the image, among whose packages %s would choose', (option) => {
    expect(() => refuse(option)).toThrow(
      expect.objectContaining({
        message: `option '${option.split('=')[0]}' has no effect: all of oci:/i\\x1b is in the VM`,
        ...{ name: 'UsageError', command: 'run', hint: expect.stringContaining('--appliance') },
      }),
    );
  });

  it.each(['--size=+1G', '--kernel=k', '--net', '--pull', '--arch=arm64', '--entrypoint='])(
    'takes %s',
    (option) => {
      expect(() => refuse(option)).not.toThrow();
    },
  );
});

it('a value that leaves others their meaning is fine', () => {
  for (const line of ['build --resolver default --weak d', 'build --resolver supermin5 d']) {
    expect(parseCommandLine(line.split(' ')).names).toEqual(['d']);
  }
});

it('takes all options of supermin 5 in either mode of its spelling', () => {
  const line =
    '--prepare --size 4G --copy-kernel --host-cpu x --if-newer --lock l --include-packagelist ' +
    '--use-installed --packager-config c -o d bash';
  expect(parseCommandLine(line.split(' ')).command).toBe('prepare');
  const build = '--build --use-installed --packager-config c -f ext2 -o d in';
  expect(parseCommandLine(build.split(' ')).command).toBe('build');
});
