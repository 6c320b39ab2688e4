import { createHash, randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { describe, expect, inject, it } from 'vitest';
import { packInit } from './support/init.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { expectPlaceToWorkIn } from './support/place-to-work-in.ts';
import { HAS_QEMU } from './support/qemu.ts';

describe.runIf(HAS_QEMU).each(USERS)('supermin run as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(directory, 'cache') },
  };

  it("hands back COMMAND's output, error and status, apart from each other", async () => {
    const script = 'echo out; echo err >&2; exit 7';
    const { status, stdout, stderr } = await supermin(['run', '--', 'sh', '-c', script], options);
    expect({ status, stdout }).toEqual({ status: 7, stdout: 'out\n' });
    expect(stderr.split('\n').filter((line) => !line.startsWith('supermin: '))).toEqual([
      'err',
      '',
    ]);
  });

  it('is a place to work in', () => expectPlaceToWorkIn([], options));

  it('--bare: has nothing but what COMMAND needs', async () => {
    const argv = [
      'run',
      '--bare',
      '--',
      'sh',
      '-c',
      'ls || echo no ls; sed --version || echo no sed',
    ];
    const { stdout } = await superminSucceeds(argv, options);
    expect(stdout).toBe('no ls\nno sed\n');
  });

  it('builds one base for commands that are in it', async () => {
    const stores = () => readdirSync(join(directory, 'cache/supermin/run')).length;
    await superminSucceeds(['run', '--', 'true'], options);
    const before = stores();
    for (const command of ['sed', 'ps']) {
      await superminSucceeds(['run', '--', command, '--version'], options);
    }
    expect(stores()).toBe(before);
  });

  it('brings python along', async () => {
    const argv = ['run', '-p', 'python3', '--', 'python3', '-c', 'print(6*7)'];
    expect((await superminSucceeds(argv, options)).stdout).toBe('42\n');
  });

  it('brings the package that owns COMMAND, also through links of alternatives', async () => {
    const { stdout } = await superminSucceeds(
      ['run', '--', 'awk', 'BEGIN { print 1 + 1 }'],
      options,
    );
    expect(stdout).toBe('2\n');
  });

  it('is root in the VM, with its own kernel', async () => {
    const script = 'id -u; cat /proc/1/comm; readlink /proc/self/ns/pid >/dev/null && echo proc';
    const { stdout } = await superminSucceeds(
      ['run', '-p', 'coreutils', '--', 'sh', '-c', script],
      options,
    );
    expect(stdout).toBe('0\ninit\nproc\n');
  });

  it('takes input and gives output that are no text', async () => {
    const input = randomBytes(3_000_000);
    const { stdout } = await superminSucceeds(['run', '--', 'cat'], { ...options, input });
    expect(createHash('sha256').update(stdout, 'latin1').digest('hex')).toBe(
      createHash('sha256').update(input).digest('hex'),
    );
  });

  it('gives 128 + N for a signal', async () => {
    const { status } = await supermin(['run', '--', 'sh', '-c', 'kill -TERM $$'], options);
    expect(status).toBe(143);
  });

  it('does not wait for input that COMMAND does not read', async () => {
    const { stdout } = await superminSucceeds(['run', '--', 'echo', 'hello'], {
      ...options,
      input: randomBytes(1_000_000),
    });
    expect(stdout).toBe('hello\n');
  });

  it('ends the VM when the time is over', async () => {
    const { status, stderr } = await supermin(
      ['run', '--timeout', '3', '--', 'sleep', '1000'],
      options,
    );
    expect(status).toBe(124);
    expect(stderr).toMatch(/stopped after 3 s/);
  });

  it('sets variables and the working directory', async () => {
    const { stdout } = await superminSucceeds(
      ['run', '-e', 'GREETING=good day', '-w', '/usr', '--', 'sh', '-c', 'echo $GREETING; pwd'],
      options,
    );
    expect(stdout).toBe('good day\n/usr\n');
  });

  it('takes relative names from the current directory: a share, -w and COMMAND in it', async () => {
    const share = join(directory, 'proj');
    mkdirSync(share, { recursive: true });
    mkdirSync(join(directory, 'odd:name'), { recursive: true });
    writeFileSync(join(directory, 'odd:name/file'), 'odd\n');
    const script = '#!/bin/sh\npwd; cat /mnt/file; printenv HERE; printenv UNSET || echo unset\n';
    writeFileSync(join(share, 'show'), script, { mode: 0o755 });
    const { stdout } = await superminSucceeds(
      [
        ...['run', '--share', 'proj', '--share', 'odd\\:name:/mnt:ro', '-w', 'proj'],
        ...['-e', 'UNSET', '-e', 'HERE', '-p', 'coreutils', '-p', 'dash', './show'],
      ],
      { ...options, cwd: directory, env: { ...options.env, HERE: 'here' } },
    );
    expect(stdout).toBe(`${share}\nodd\nhere\nunset\n`);
  });

  it('runs where the current directory is shared, a script with its interpreter', async () => {
    const share = join(directory, 'here');
    mkdirSync(join(share, 'in'), { recursive: true });
    writeFileSync(join(share, 'in/text'), 'text\n');
    const script = `#!/usr/bin/env -S node --no-warnings
      const { readFileSync } = require('node:fs');
      console.log(process.cwd(), readFileSync(process.argv[2], 'utf8').trim());
    `;
    writeFileSync(join(share, 'show'), script, { mode: 0o755 });
    // By a path of the VM, and by one below the current directory, which is that of the share.
    for (const [cwd, command, argument] of [
      [join(share, 'in'), '/srv/show', 'text'],
      [share, './show', 'in/text'],
    ] as const) {
      const { stdout } = await superminSucceeds(
        ['run', '--share', `${share}:/srv:ro`, '--', command, argument],
        { ...options, cwd },
      );
      expect(stdout).toBe(`/srv${cwd.slice(share.length)} text\n`);
    }
  });

  it('compiles a C program of a share, and runs it there', async () => {
    const share = join(directory, 'c');
    mkdirSync(share, { recursive: true });
    if (user.uid !== undefined) chownSync(share, user.uid, user.uid);
    writeFileSync(
      join(share, 'hello.c'),
      '#include <stdio.h>\nint main(void) { return puts("hello") < 0; }\n',
    );
    const packages = ['gcc', 'libc6-dev'].flatMap((name) => ['-p', name]);
    const run = (...argv: string[]) =>
      superminSucceeds(['run', '--share', '.', ...argv], { ...options, cwd: share });
    // cc is a link of alternatives.
    await run(...packages, '--', 'cc', '-o', 'hello', 'hello.c');
    expect((await run('--', './hello')).stdout).toBe('hello\n');
    // Nothing but its own loader and library.
    expect((await run('--bare', '-p', 'libc6', '--', './hello')).stdout).toBe('hello\n');
  });

  it('hands on arguments and variables byte for byte', async () => {
    // What is no UTF-8 gets past Node.js only by way of a shell.
    const [ff, acute] = ['\\377', 'caf\\303\\251'];
    const call = `"$0" run -e "V=$(printf '${ff}')" -- sh -c 'printf "%s|%s" "$V" "$1"' x "$(printf '${acute}${ff}')"`;
    const { stdout } = await succeed('sh', ['-c', call, inject('supermin')], options);
    expect(stdout).toBe('\xff|caf\xc3\xa9\xff');
  });

  it('runs in an appliance that was made before, small or full', async () => {
    const input = join(directory, 'coreutils.d');
    const output = join(directory, 'coreutils');
    await superminSucceeds(['prepare', '--use-installed', 'coreutils', '-o', input], options);
    await superminSucceeds(['build', '-f', 'ext2', input, '-o', output], options);
    const before = createHash('sha256')
      .update(readFileSync(join(output, 'initrd')))
      .digest('hex');
    // There is no shell in it, neither in the small one.
    for (const appliance of [input, output]) {
      const { stdout } = await superminSucceeds(
        ['run', '--appliance', appliance, '--', 'tee', '/new', '/dev/stderr'],
        { ...options, input: 'no shell' },
      );
      expect(stdout).toBe('no shell');
    }
    const names = await succeed('debugfs', ['-R', 'ls -p /', join(output, 'root')]);
    expect(names.stdout).not.toContain('/new/');
    expect(
      createHash('sha256')
        .update(readFileSync(join(output, 'initrd')))
        .digest('hex'),
    ).toBe(before);
  });

  it('runs in one that is all initramfs, whatever its own /init and compression', async () => {
    const [packages, init] = ['packages', 'init.tar.gz'].map((name) => join(directory, name));
    writeFileSync(packages!, 'bash\ncoreutils\n');
    await packInit(init!, '#!/bin/sh\n# own\n');
    const share = join(directory, 'initramfs-share');
    mkdirSync(share, { recursive: true });
    writeFileSync(join(share, 'file'), 'shared\n');
    for (const more of [[], ['--compress', 'gzip', '--modules', 'virtiofs']]) {
      const output = join(directory, `initramfs${more.length}`);
      const build = ['build', '-f', 'cpio', ...more, packages!, init!, '-o', output];
      await superminSucceeds(build, options);
      const script =
        'test -e /.supermin && echo left; tail -1 /init; echo x > /new; cat /new /srv/file; exit 5';
      const { status, stdout } = await supermin(
        [
          ...['run', '--appliance', output, '--share', `${share}:/srv`],
          ...['--', 'bash', '-c', script],
        ],
        options,
      );
      expect({ status, stdout }).toEqual({ status: 5, stdout: '# own\nx\nshared\n' });
    }
  });

  it('runs a small appliance with one more package; a full one is as it was built', async () => {
    const input = join(directory, 'small.d');
    await superminSucceeds(['prepare', '--use-installed', 'coreutils', '-o', input], options);
    const more = ['-p', 'bash', '--size', '1G'];
    const script = 'read blocks < /sys/block/vda/size; echo $((blocks * 512 >> 20))';
    const { stdout } = await superminSucceeds(
      ['run', '--appliance', input, ...more, '--', 'bash', '-c', script],
      options,
    );
    expect(stdout).toBe('1024\n');
    const output = join(directory, 'small');
    await superminSucceeds(['build', '-f', 'ext2', input, '-o', output], options);
    const refused = await supermin(['run', '--appliance', output, ...more, '--', 'true'], options);
    expect(refused.status).toBe(125);
    expect(refused.stderr).toMatch(/'--package' has no effect: .* is a full appliance/);
  });

  it('names what to do when there is no such command', async () => {
    const { status, stderr } = await supermin(['run', '--', 'no-such-command'], options);
    expect(status).toBe(127);
    expect(stderr).toMatch(/no command 'no-such-command'/);
    expect(stderr).toMatch(/apt-get install/);
  });

  it('names a package that is not installed', async () => {
    const { status, stderr } = await supermin(
      ['run', '-p', 'no-such-package', '--', 'true'],
      options,
    );
    expect(status).toBe(125);
    expect(stderr).toMatch(/no-such-package/);
    expect(stderr).toMatch(/apt-get install no-such-package/);
  });

  it('names what to install when there is no QEMU', async () => {
    const bin = join(directory, 'bin');
    mkdirSync(bin, { recursive: true });
    const found = await succeed('which', ['node', 'flock', 'setpriv', 'env']);
    await succeed('ln', ['-sf', ...found.stdout.trim().split('\n'), bin]);
    const { status, stderr } = await supermin(['run', '--', 'true'], {
      ...options,
      env: { ...options.env, PATH: bin },
    });
    expect(status).toBe(125);
    expect(stderr).toMatch(/qemu-system-x86/);
    expect(stderr).toMatch(/qemu-kvm|qemu-system-x86-core/);
    expect(stderr).toMatch(/qemu-base/);
  });
});
