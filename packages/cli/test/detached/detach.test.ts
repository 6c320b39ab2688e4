import { closeSync, openSync, readFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { detach } from '../../src/detached/detach.ts';
import { contextOf, perform } from '../support/in-process.ts';
import { standardError } from '../support/standard-error.ts';

const argv = process.argv;
const said = standardError();

afterEach(() => {
  process.argv = argv;
});

/** The other process is this program, at whose descriptor 1 and 2 the log is. */
function started(program: string, signal?: AbortSignal) {
  const top = scratchDirectory({ 'program.cjs': `const fs = require('node:fs');\n${program}` });
  process.argv = [process.execPath, `${top}/program.cjs`];
  const path = `${top}/log`;
  const log = { path, fd: openSync(path, 'a+'), close: vi.fn(() => closeSync(log.fd)) };
  const context = contextOf('run', '--name=web', '--detach', 'ls');
  const performed = perform((given) => detach(given, log as never), {
    ...context,
    signal: signal ?? context.signal,
  });
  return { performed, log, path };
}

describe('detach', () => {
  it('prints the name when the VM is up, and what was said until then; the rest is for the log', async () => {
    const { performed, log } = started(`
      fs.writeSync(2, 'warning\\n');
      fs.writeSync(3, String(fs.fstatSync(2).size));
      fs.writeSync(3, '\\n');
      fs.writeSync(1, "COMMAND's\\n");`);
    expect(await performed).toMatchObject({ status: 0, stdout: 'web\n' });
    expect(said()).toBe('warning\n');
    expect(log.close.mock.calls).toEqual([[true]]);
  });

  it('hands over what it was asked for: words that ps shows, and all of it', async () => {
    const { performed, path } = started(`
      const input = fs.readFileSync(0, 'utf8');
      fs.writeSync(1, JSON.stringify([process.argv.slice(2), JSON.parse(input), process.env.SUPERMIN_HANDED_OVER]));
      fs.writeSync(3, '0\\n');
      setTimeout(() => {}, 100);`);
    expect(await performed).toMatchObject({ status: 0, stdout: 'web\n' });
    expect(said()).toBe('');
    const [words, handed, variable] = JSON.parse(readFileSync(path, 'utf8'));
    expect(words).toEqual(['run', '--name', 'web', '--detach']);
    expect(handed).toMatchObject({ command: 'run', names: ['ls'], log: path });
    expect(variable).toBe('1');
  });

  it('ends as the other process does, if that is before the VM is up, and says all that it said', async () => {
    const { performed, log } = started(`fs.writeSync(2, 'it failed\\n'); process.exit(125);`);
    expect(await performed).toMatchObject({ status: 125, stdout: '' });
    expect(said()).toBe('it failed\n');
    expect(log.close.mock.calls).toEqual([[false]]);
  });

  it('ends like a shell if a signal has ended the other process', async () => {
    const { performed } = started(
      `process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 5000);`,
    );
    expect(await performed).toMatchObject({ status: 137, stdout: '' });
  });

  it('tells the other process to end when it is to end itself', async () => {
    const controller = new AbortController();
    const { performed, log, path } = started(
      `process.on('SIGTERM', () => { fs.writeSync(2, 'ended'); process.exit(143); });
      fs.writeSync(2, 'started ');
      setTimeout(() => {}, 60000);`,
      controller.signal,
    );
    const rejected = expect(performed).rejects.toThrow('enough');
    await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toBe('started '), 10_000);
    controller.abort(new Error('enough'));
    await rejected;
    expect(said()).toBe('started ended');
    expect(log.close.mock.calls).toEqual([[false]]);
  });

  it('fails if there can be no other process', async () => {
    const executable = process.execPath;
    process.execPath = '/nowhere/node';
    try {
      const { performed, log } = started('');
      await expect(performed).rejects.toThrow('ENOENT');
      expect(log.close.mock.calls).toEqual([[false]]);
    } finally {
      process.execPath = executable;
    }
  });
});
