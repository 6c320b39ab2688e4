import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { PseudoTerminal } from '@supermin/test-support/terminals';
import { afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';
import { expectShellOnTerminal } from './support/shell-on-terminal.ts';

/** Longer than any of these tests. */
const FOR_EVER = 100_000;

describe.runIf(HAS_QEMU)('supermin run on a terminal', () => {
  const directory = scratchDirectory();
  const env = { XDG_CACHE_HOME: join(directory, 'cache') };
  const supermin = `${inject('supermin')} run -p coreutils`;
  const terminals: PseudoTerminal[] = [];
  const open = (terminal: PseudoTerminal) => {
    terminals.push(terminal);
    return terminal;
  };
  const shell = () => open(PseudoTerminal.shell(env));
  const script = (text: string) => {
    const file = join(directory, 'script');
    writeFileSync(file, text);
    return open(new PseudoTerminal(`sh ${file}`, env));
  };
  /** Processes that have our cache in their arguments: VMs. */
  const machines = async () => (await run('pgrep', ['-f', `qemu.*${directory}`])).stdout;

  beforeAll(async () => {
    const argv = ['run', '-p', 'coreutils', '--', 'true'];
    await superminSucceeds(argv, { env });
  });
  afterEach(() => {
    for (const terminal of terminals.splice(0)) terminal.hangUp();
  });

  it('timeout(1) in a script ends it, and nothing is left', async () => {
    const modes = 'stty -a | grep -Eo -e "-?(icanon|echo|opost)\\>" | tr "\\n" " "';
    const before = await script(`${modes}; echo end`).until(/end/);
    const terminal = script(
      `timeout 8 ${supermin} -- sleep ${FOR_EVER}; echo "status $?"; ${modes}; echo end`,
    );
    const seen = await terminal.until(/end\r\n/);
    expect(seen.trim()).toBe(`status 124\r\n${before}`);
    expect(await machines()).toBe('');
  });

  it('timeout(1) below a shell with a trap that calls stty', async () => {
    const terminal = script(
      `trap "stty sane" EXIT INT TERM; timeout 8 ${supermin} -- sleep ${FOR_EVER}; echo "status $?"`,
    );
    expect(await terminal.until(/status \d+/)).toBe('status 124');
    expect(await machines()).toBe('');
  });

  it('in the background: the shell keeps its keys, and kill ends it', async () => {
    const terminal = shell();
    terminal.type(`${supermin} -- sh -c 'echo it is u''p; sleep ${FOR_EVER}' &\n`);
    await terminal.until(/it is up/);
    terminal.type('echo key""s\n');
    await terminal.until(/\nkeys/);
    terminal.type('jobs; kill %1; wait %1; echo "status $?"\n');
    expect(await terminal.until(/status \d+/)).toMatch(/Running[\s\S]*status 143$/);
    expect(await machines()).toBe('');
  });

  it('ending in the background, it leaves the modes to who is in the foreground', async () => {
    const terminal = shell();
    // The shell edits a line while it starts: the modes that Node.js finds are not those of `cat`.
    terminal.type(`(${supermin} -- sleep 5; echo it has en''ded) &\n`);
    await terminal.until(/\[1\] \d+\r\nPROMPT> /);
    terminal.type('cat\n');
    await terminal.until(/it has ended/);
    terminal.type('line\n');
    // Once by the terminal's echo, once by cat.
    await terminal.until(/line\r\nline\r\n/, 10);
  });

  it('Ctrl-Z gives the shell its keys; fg goes on reading', async () => {
    const terminal = shell();
    terminal.type(`${supermin} -- sh -c 'echo u""p; cat'\n`);
    // What is typed before the shell has given its keys away is not echoed by the terminal.
    await terminal.until(/\nup/);
    terminal.type('one\n');
    await terminal.until(/one\r\none\r\n/);
    terminal.type('\x1a');
    await terminal.until(/Stopped[\s\S]*PROMPT> /);
    terminal.type('echo key""s\n');
    await terminal.until(/\nkeys/);
    terminal.type('fg\n');
    await terminal.until(/-- sh.*\r\n/);
    terminal.type('two\n');
    await terminal.until(/two\r\ntwo\r\n/);
    terminal.type('\x04');
    await terminal.until(/PROMPT> /);
    terminal.type('echo "status $?"\n');
    await terminal.until(/\nstatus 0/);
  });

  it('with -t: stopped, the modes are the shell’s; ended in the background, it is not stopped again', async () => {
    const terminal = shell();
    terminal.type(`${supermin} -t -- sh -c 'echo u""p; cat'\n`);
    await terminal.until(/\nup/);
    await run('pkill', ['-TSTP', '-f', `node.*${supermin} -t`]);
    await terminal.until(/Stopped[\s\S]*PROMPT> /);
    terminal.type('stty -a | grep -Eo -e "-?(icanon|opost)\\>" | tr "\\n" .; fg\n');
    await terminal.until(/\nopost\.icanon\./);
    await terminal.until(/-- sh/);
    terminal.type('typed\n');
    await terminal.until(/typed\r\ntyped/);
    await run('pkill', ['-TSTP', '-f', `node.*${supermin} -t`]);
    await terminal.until(/Stopped[\s\S]*PROMPT> /);
    terminal.type('bg; kill %1; wait %1; echo "status $?"\n');
    await terminal.until(/\nstatus 143/);
  });

  it('a shell has a prompt, Ctrl-C and job control, and knows the terminal', () =>
    expectShellOnTerminal([], env));

  it('a terminal that only this machine knows is one in the VM', async () => {
    const terminfo = join(directory, 'terminfo');
    const source = join(directory, 'odd.ti');
    writeFileSync(source, 'odd-terminal|an odd one,\n\tam, cols#77, clear=ODD,\n');
    await succeed('tic', ['-o', terminfo, source]);
    const terminal = open(
      new PseudoTerminal(`${inject('supermin')} run -t -- tput clear`, {
        ...{ ...env, TERM: 'odd-terminal', TERMINFO: terminfo },
      }),
    );
    await terminal.until(/ODD/);
  });

  it('without -t a shell that was asked for has none, and the user is told how', async () => {
    const terminal = script(`${inject('supermin')} run -- bash; echo "status $?"`);
    await terminal.until(/bash has no terminal in the VM: -t \(tty\) gives it one/);
    terminal.type('tty; exit 4\n');
    await terminal.until(/not a tty[\s\S]*status 4/);
  });

  it('the terminal goes: status 129, no abort, no VM', async () => {
    const status = join(directory, 'status');
    const terminal = script(
      `trap "" HUP; ${supermin} -- sh -c 'echo u""p; sleep ${FOR_EVER}'; echo $? > ${status}`,
    );
    await terminal.until(/up/);
    terminal.hangUp();
    await vi.waitFor(() => expect(readFileSync(status, 'latin1')).toBe('129\n'), {
      timeout: 20_000,
    });
    expect(await machines()).toBe('');
  });

  it('killed by SIGKILL, it leaves no VM', async () => {
    const terminal = shell();
    terminal.type(`${supermin} -- sh -c 'echo u""p; sleep ${FOR_EVER}'\n`);
    await terminal.until(/\nup/);
    expect(await machines()).not.toBe('');
    await run('pkill', ['-KILL', '-f', `node.*${supermin} `]);
    await terminal.until(/Killed/);
    await vi.waitFor(async () => expect(await machines()).toBe(''), { timeout: 10_000 });
  });
});
