import { SuperminError } from '@supermin/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandHelp, generalHelp } from '../src/arguments/help.ts';
import type { Action, CodeLoader } from '../src/context/code-loader.ts';
import { main } from '../src/main.ts';
import { startWatchdog } from '../src/signals/watchdog.ts';
import { version } from '../src/version.ts';
import { replaceStandardStreams, type StandardStreams } from './support/standard-streams.ts';

vi.mock('../src/signals/watchdog.ts', () => ({ startWatchdog: vi.fn() }));

const EVENTS = ['exit', 'SIGHUP', 'SIGINT', 'SIGTERM', 'unhandledRejection'] as const;

let streams: StandardStreams;
let exit: ReturnType<typeof vi.spyOn>;
let listeners: Map<string, unknown[]>;
let argv: string[];

beforeEach(() => {
  streams = replaceStandardStreams();
  exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as never);
  listeners = new Map(EVENTS.map((name) => [name, process.listeners(name as 'exit')]));
  argv = process.argv;
});
afterEach(() => {
  streams.restore();
  process.argv = argv;
  process.exitCode = undefined;
  vi.restoreAllMocks();
  vi.mocked(startWatchdog).mockReset();
  for (const name of EVENTS) {
    for (const each of process.listeners(name as 'exit')) {
      if (!listeners.get(name)!.includes(each)) process.off(name, each);
    }
  }
});

/** A command whose code, whatever its name, is this. */
function loaderOf(action: Action, more: Partial<CodeLoader> = {}) {
  const ACTIONS = new Proxy({}, { get: () => action });
  return {
    load: vi.fn(async () => ({ ACTIONS, pluginHelp: () => 'of plugins\n' })),
    loadClient: vi.fn(async () => ({ ACTIONS })),
    ...more,
  } as unknown as CodeLoader;
}

interface Ended {
  status: unknown;
  stdout: string;
  stderr: string;
}

/** Runs the whole command in this process. */
async function supermin(line: string, loader: CodeLoader): Promise<Ended> {
  process.argv = [process.execPath, 'supermin', ...line.split(' ').filter(Boolean)];
  await main(loader);
  const [stdout, stderr] = [streams.printed('stdout'), streams.printed('stderr')];
  return { status: exit.mock.lastCall?.[0], stdout, stderr };
}

const NOTHING: Action = async () => 0;

describe('questions', () => {
  it.each(['--version', '-V', 'version', 'build --version'])('%s', async (line) => {
    const loader = loaderOf(NOTHING);
    const stdout = `supermin ${version()}\n`;
    expect(await supermin(line, loader)).toEqual({ status: 0, stdout, stderr: '' });
    expect(loader.load).not.toHaveBeenCalled();
  });

  it.each([
    ['--help', generalHelp()],
    ['help', generalHelp()],
    ['--build --help', generalHelp()],
    ['help ps', commandHelp('ps')],
    ['exec --help', commandHelp('exec')],
    ['why -h', commandHelp('why')],
  ])('%s needs no other code', async (line, stdout) => {
    const loader = loaderOf(NOTHING);
    expect(await supermin(line, loader)).toEqual({ status: 0, stdout, stderr: '' });
    expect(loader.load).not.toHaveBeenCalled();
    expect(loader.loadClient).not.toHaveBeenCalled();
  });

  it.each(['build', 'prepare', 'run'])('%s --help has the options of plugins', async (command) => {
    expect(await supermin(`${command} --help`, loaderOf(NOTHING))).toMatchObject({
      ...{ status: 0, stdout: 'of plugins\n' },
    });
  });
});

describe('a command', () => {
  it('is handed what it is asked for, and ends with its status', async () => {
    const action = vi.fn<Action>(async () => 7);
    expect(await supermin('why libx bash', loaderOf(action))).toEqual({
      ...{ status: 7, stdout: '', stderr: '' },
    });
    expect(action).toHaveBeenCalledWith({
      invocation: expect.objectContaining({ command: 'why', names: ['libx', 'bash'] }),
      ...{ signal: expect.any(AbortSignal), report: expect.any(Function), finished: undefined },
    });
  });

  it.each(['exec n', 'ps', 'stop n'])('%s only talks to a VM: it has less code', async (line) => {
    const loader = loaderOf(NOTHING);
    expect(await supermin(line, loader)).toMatchObject({ status: 0 });
    expect(loader.loadClient).toHaveBeenCalledOnce();
    expect(loader.load).not.toHaveBeenCalled();
    expect(startWatchdog).not.toHaveBeenCalled();
  });

  it.each([
    ...['build -f ext2 -o d in', 'inspect in', 'modules -o f', 'prepare -o d x', 'run ls'],
    'why a b',
  ])('%s may hang, and is watched', async (line) => {
    const loader = loaderOf(NOTHING);
    await supermin(line, loader);
    expect(startWatchdog).toHaveBeenCalledOnce();
    expect(loader.loadClient).not.toHaveBeenCalled();
  });

  it.each(['plugins', 'cache ls', 'fetch in'])('%s is not watched', async (line) => {
    await supermin(line, loaderOf(NOTHING));
    expect(startWatchdog).not.toHaveBeenCalled();
  });

  it('tells the loader that it succeeded, and lets it see what is reported', async () => {
    const seen: string[] = [];
    const succeeded = vi.fn();
    const loader = (status: number) =>
      loaderOf(async () => status, {
        succeeded,
        watch: (report) => (event) => {
          seen.push(event.kind);
          report(event);
        },
      });
    expect((await supermin('plugins -v', loader(0))).stdout).toContain(`version: ${version()}`);
    expect(seen).toEqual(['message']);
    expect(succeeded).toHaveBeenCalledOnce();
    await supermin('plugins', loader(1));
    expect(succeeded).toHaveBeenCalledOnce();
  });
});

describe('what is reported', () => {
  const reporting = loaderOf(async ({ report }) => {
    report({ kind: 'message', level: 1, text: 'working' });
    report({ kind: 'warning', text: 'careful' });
    report({ kind: 'stage', name: 'copying', milliseconds: 3 });
    return 0;
  });

  it('are warnings', async () => {
    expect(await supermin('plugins', reporting)).toMatchObject({
      ...{ stdout: '', stderr: 'supermin: warning: careful\n' },
    });
    expect(await supermin('plugins -q', reporting)).toMatchObject({ stdout: '', stderr: '' });
  });

  it('with -v are messages: on standard output, if that is not taken', async () => {
    const messages = `supermin: version: ${version()}\nsupermin: working\n`;
    const warning = 'supermin: warning: careful\n';
    for (const line of ['plugins -v', 'build -v -f ext2 -o d in']) {
      expect(await supermin(line, reporting)).toMatchObject({ stdout: messages, stderr: warning });
    }
    for (const line of ['run -v ls', 'exec -v n ls', 'build -v -f cpio -o - in']) {
      const stderr = messages + warning;
      expect(await supermin(line, reporting)).toMatchObject({ stdout: '', stderr });
    }
  });

  it('with --timings are stages', async () => {
    const { stderr } = await supermin('fetch --timings in', reporting);
    expect(stderr).toBe('supermin: warning: careful\nsupermin:      3 ms  copying\n');
  });

  it('with --json are events, and the result', async () => {
    const loader = loaderOf(async ({ report, finished }) => {
      report({ kind: 'warning', text: 'careful' });
      report({ kind: 'message', level: 1, text: 'working' });
      finished!({ output: 'd' });
      return 0;
    });
    const events = (stdout: string) =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const { stdout, stderr } = await supermin('fetch --json in', loader);
    expect(stderr).toBe('');
    const start = { event: 'start', supermin: 'events', version: 1, release: version() };
    const result = { event: 'result', output: 'd' };
    const warning = { event: 'warning', text: 'careful' };
    expect(events(stdout)).toEqual([{ ...start, command: 'fetch' }, warning, result]);
    const verbose = events((await supermin('fetch --json -v -q in', loader)).stdout);
    expect(verbose.map(({ event, text }) => text ?? event)).toEqual([
      ...['start', `version: ${version()}`, 'working', 'result'],
    ]);
  });
});

describe('errors', () => {
  const failing = (error: unknown) =>
    loaderOf(async () => {
      throw error;
    });
  const bare = failing(new SuperminError('A_B', 'it failed'));
  const hinted = failing(new SuperminError('A_B', 'it failed', { hint: 'do this' }));
  const see = "supermin: see 'supermin explain A_B'\n";

  it('of the command line name the help', async () => {
    expect(await supermin('build --xyzzy', loaderOf(NOTHING))).toMatchObject({ stdout: '' });
    expect(await supermin('plugins --xyzzy', loaderOf(NOTHING))).toEqual({
      ...{ status: 2, stdout: '' },
      stderr: "supermin: unknown option '--xyzzy'\nsupermin: see 'supermin plugins --help'\n",
    });
    expect((await supermin('exec --xyzzy', loaderOf(NOTHING))).status).toBe(125);
  });

  it('of older versions are refused before any code is loaded', async () => {
    const loader = loaderOf(NOTHING);
    expect(await supermin('--build --names -f ext2 -o d in', loader)).toMatchObject({ status: 1 });
    expect(await supermin('', loader)).toMatchObject({
      ...{
        status: 1,
        stderr: expect.stringMatching(/^supermin: you must use --prepare or --build/),
      },
    });
    expect(loader.load).not.toHaveBeenCalled();
  });

  it('of ours name what explains them: where there is no hint, and all with -v', async () => {
    expect(await supermin('plugins', bare)).toEqual({
      ...{ status: 1, stdout: '', stderr: `supermin: it failed\n${see}` },
    });
    const withHint = 'supermin: it failed\nsupermin: hint: do this\n';
    expect((await supermin('plugins', hinted)).stderr).toBe(withHint);
    expect((await supermin('plugins -v', hinted)).stderr).toBe(withHint + see);
    expect((await supermin('run ls', bare)).status).toBe(125);
  });

  it('of ours are those of supermin 5 in its spelling, also with -v', async () => {
    expect((await supermin('--build -v -f ext2 -o d in', bare)).stderr).toBe(
      'supermin: it failed\n',
    );
  });

  it('are the last event, too', async () => {
    const { stdout, stderr, status } = await supermin('fetch --json in', hinted);
    expect({ stderr, status }).toEqual({
      ...{ stderr: 'supermin: it failed\nsupermin: hint: do this\n', status: 1 },
    });
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual({
      ...{ event: 'error', code: 'A_B', message: 'it failed', hint: 'do this', status: 1 },
    });
  });

  it('do not make the loader believe that it succeeded', async () => {
    const succeeded = vi.fn();
    await supermin('plugins', { ...bare, succeeded });
    expect(succeeded).not.toHaveBeenCalled();
  });
});

describe('the end', () => {
  const failed = (name: 'stdout' | 'stderr', code: string) =>
    loaderOf(async ({ signal }) => {
      process[name].emit('error', Object.assign(new Error('x'), { code }));
      return signal.aborted ? 3 : 0;
    });

  it.each([
    ['EPIPE', 141, ''],
    ['ENOSPC', 1, 'supermin: cannot write to standard output (ENOSPC)\n'],
  ])('comes when standard output takes no more: %s', async (code, status, stderr) => {
    expect(await supermin('plugins', failed('stdout', code))).toMatchObject({ status, stderr });
  });

  it.each([
    ['EPIPE', 141],
    ['ENOSPC', 125],
  ])('of run because of that is no status of COMMAND: %s', async (code, status) => {
    expect(await supermin('run ls', failed('stdout', code))).toMatchObject({ status });
  });

  it.each([
    ['EPIPE', 141, ''],
    ['ENOSPC', 1, 'supermin: cannot write to standard output (ENOSPC)\n'],
  ])('is a failure, too, when the last word was not taken: %s', async (code, status, stderr) => {
    const loader = loaderOf(async () => {
      process.stdout.destroy(Object.assign(new Error('x'), { code }));
      return 0;
    });
    expect(await supermin('plugins', loader)).toMatchObject({ status, stderr });
  });

  it('comes when standard error takes no more, about which nothing can be said', async () => {
    expect(await supermin('plugins', failed('stderr', 'ENOSPC'))).toMatchObject({
      ...{ status: 1, stderr: '' },
    });
  });

  it('is the first failure, where more follow', async () => {
    const loader = loaderOf(async () => {
      for (const code of ['EPIPE', 'ENOSPC']) {
        process.stdout.emit('error', Object.assign(new Error('x'), { code }));
      }
      return 0;
    });
    expect(await supermin('plugins', loader)).toMatchObject({ status: 141, stderr: '' });
  });

  it('waits until all that was printed has been taken', async () => {
    const loader = loaderOf(async () => {
      for (const _ of [1, 2]) process.stdout.write('x'.repeat(100_000));
      return 4;
    });
    await supermin('plugins', loader);
    expect(exit).not.toHaveBeenCalled();
    expect(process.exitCode).toBe(4);
  });

  it('by a signal has its status, unless the work was done all the same', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    vi.spyOn(process, 'kill').mockReturnValue(true);
    const succeeded = vi.fn();
    const loader = loaderOf(
      async ({ signal }) => {
        process.emit('SIGTERM', 'SIGTERM');
        expect(signal.aborted).toBe(true);
        return 0;
      },
      { succeeded },
    );
    expect(await supermin('plugins', loader)).toMatchObject({ status: 0, stderr: '' });
    expect(succeeded).not.toHaveBeenCalled();
    const throwing = loaderOf(async ({ signal }) => {
      process.emit('SIGTERM', 'SIGTERM');
      signal.throwIfAborted();
      return 0;
    });
    expect(await supermin('plugins', throwing)).toMatchObject({ status: 143, stderr: '' });
    vi.useRealTimers();
  });

  it('leaves no listener of signals behind', async () => {
    await supermin('plugins', loaderOf(NOTHING));
    for (const name of ['SIGTERM', 'unhandledRejection'] as const) {
      expect(process.listeners(name as 'SIGTERM')).toEqual(listeners.get(name));
    }
  });
});
