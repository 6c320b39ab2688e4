import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { SuperminEvent } from '../../src/events/event.ts';
import { LockFile, type LockOptions } from '../../src/lock/lock-file.ts';
import { toSystemPath } from '../../src/path/byte-path.ts';
import { compiled, script } from '../support/child.ts';
import { run } from '../support/programs.ts';

function acquire(path: string, options: Partial<LockOptions> = {}): Promise<LockFile> {
  return LockFile.acquire(path, {
    signal: new AbortController().signal,
    report: () => {},
    ...options,
  });
}

/** Resolves when somebody says that they wait. */
function waiting(): { report: LockOptions['report']; said: Promise<string> } {
  let say: (text: string) => void;
  const said = new Promise<string>((resolve) => {
    say = resolve;
  });
  return { report: (event: SuperminEvent) => 'text' in event && say(event.text), said };
}

const HOLD = `
  import { LockFile } from '@core/lock/lock-file.js';
  const options = { signal: new AbortController().signal, report: () => {} };
  const lock = await LockFile.acquire(process.argv[1], options);
  console.log('held');
  setInterval(() => {}, 1000);`;

describe('LockFile', () => {
  it('two in one process exclude each other', async () => {
    const path = `${scratchDirectory()}/lock`;
    const first = await acquire(path);
    const { report, said } = waiting();
    let second: LockFile | undefined;
    const coming = acquire(path, { report }).then((lock) => {
      second = lock;
    });
    expect(await said).toBe(`waiting for lock ${path} (held by process ${process.pid})`);
    expect(second).toBeUndefined();
    first.release();
    await coming;
    second?.release();
  });

  it('a file that was replaced while somebody waited for it is locked anew', async () => {
    const path = `${scratchDirectory()}/lock`;
    const first = await acquire(path);
    const [once, again] = [waiting(), waiting()];
    let said = 0;
    const report: LockOptions['report'] = (event) => (said++ === 0 ? once : again).report(event);
    const coming = acquire(path, { report });
    await once.said;
    rmSync(path);
    const other = await acquire(path);
    first.release();
    const seen = await Promise.race([coming.then(() => 'locked'), again.said]);
    expect(seen).toContain('waiting for lock');
    other.release();
    (await coming).release();
  });

  it('one after the other, many times', async () => {
    const path = `${scratchDirectory()}/lock`;
    const order: string[] = [];
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(async (name) => {
        const lock = await acquire(path);
        order.push(`+${name}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
        order.push(`-${name}`);
        lock.release();
      }),
    );
    expect(order).toHaveLength(10);
    for (let at = 0; at < 10; at += 2) expect(order[at + 1]).toBe(`-${order[at]!.slice(1)}`);
  });

  it('different files do not wait for each other', async () => {
    const root = scratchDirectory();
    const locks = [await acquire(`${root}/a`), await acquire(`${root}/b`, { timeout: 0 })];
    for (const lock of locks) lock.release();
  });

  it('another process: waited for, named, and its lock is free when it is killed', async () => {
    const path = `${scratchDirectory()}/lock`;
    const { child, ended, says } = script(compiled(), HOLD, { args: [path] });
    await says('held');
    await expect(acquire(path, { timeout: 0 })).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      message: `${path}: still locked after 0 seconds (held by process ${child.pid})`,
      hint: expect.any(String),
    });
    const { report, said } = waiting();
    const coming = acquire(path, { report });
    expect(await said).toContain(`held by process ${child.pid}`);
    child.kill('SIGKILL');
    await ended;
    const lock = await coming;
    expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`);
    lock.release();
  });

  it('is a lock for flock(1), too, and is not handed on to children', async () => {
    const path = `${scratchDirectory()}/lock`;
    const lock = await acquire(path);
    const { child, ended } = script(compiled(), 'setInterval(() => {}, 1000);');
    expect(() => run('flock', ['-n', path, 'true'])).toThrow('ended with 1');
    lock.release();
    run('flock', ['-n', path, 'true']);
    child.kill('SIGKILL');
    await ended;
  });

  it('an abort while waiting: its reason, and the lock is free for the next', async () => {
    const path = `${scratchDirectory()}/lock`;
    const first = await acquire(path);
    const reason = new Error('enough');
    const controller = new AbortController();
    const { report, said } = waiting();
    const coming = acquire(path, { report, signal: controller.signal });
    await said;
    controller.abort(reason);
    await expect(coming).rejects.toBe(reason);
    first.release();
    (await acquire(path, { timeout: 0 })).release();
  });

  it('an abort before the start', async () => {
    const reason = new Error('enough');
    const path = `${scratchDirectory()}/lock`;
    await expect(acquire(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    (await acquire(path, { timeout: 0 })).release();
  });

  it('gives up after a while', async () => {
    const path = `${scratchDirectory()}/lock`;
    const first = await acquire(path);
    await expect(acquire(path, { timeout: 0.05 })).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' });
    first.release();
  });

  it('a file that holds something else is not written to', async () => {
    const root = scratchDirectory({
      precious: 'dear to somebody\n',
      number: '123456789012345678\n',
      old: '99\n',
    });
    for (const [name, after] of [
      ['precious', 'dear to somebody\n'],
      ['number', '123456789012345678\n'],
      ['old', `${process.pid}\n`],
    ]) {
      const lock = await acquire(`${root}/${name}`);
      expect(readFileSync(`${root}/${name}`, 'utf8')).toBe(after);
      const { report, said } = waiting();
      const coming = acquire(`${root}/${name}`, { report });
      expect((await said).includes('held by')).toBe(name === 'old');
      lock.release();
      (await coming).release();
    }
  });

  it('is made for everybody to read, where there is none', async () => {
    const path = `${scratchDirectory()}/lock`;
    (await acquire(path)).release();
    expect(statSync(path).mode & 0o777).toBe(0o644 & ~process.umask());
  });

  it('edge case 6: odd names', async () => {
    const path = `${scratchDirectory()}/a b\n\xe9`;
    const lock = await acquire(path);
    await expect(acquire(path, { timeout: 0 })).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' });
    lock.release();
    writeFileSync(toSystemPath(path), '');
  });

  it.each([
    ['none/lock', 'ENOENT'],
    ['dir', 'EISDIR'],
    ['file/lock', 'ENOTDIR'],
  ])('where there can be no lock file: %s', async (name, code) => {
    const root = scratchDirectory({ file: '' });
    mkdirSync(`${root}/dir`);
    await expect(acquire(`${root}/${name}`)).rejects.toMatchObject({
      code: 'LOCK_FILE',
      message: `${root}/${name}: cannot open the lock file (${code})`,
      hint: expect.any(String),
    });
  });
});
