import { lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BackgroundCopies } from '../../src/write/background-copies.ts';
import { useScratch } from '../support/scratch.ts';

const SIZE = 1 << 20;

describe('BackgroundCopies', () => {
  const scratch = useScratch();

  function prepare() {
    const top = scratch();
    writeFileSync(`${top}/source`, Buffer.alloc(SIZE, 'x'), { mode: 0o400 });
    const failed: string[] = [];
    const copies = new BackgroundCopies();
    const finish = () => copies.finish((path) => failed.push(path));
    return { top, copies, failed, finish };
  }

  it('copies whole files, and says when each is there', async () => {
    const { top, copies, finish } = prepare();
    const done: number[] = [];
    for (let i = 0; i < 20; i++) {
      copies.start(`${top}/source`, `${top}/${i}`, SIZE, () =>
        done.push(statSync(`${top}/${i}`).size),
      );
    }
    await finish();
    expect(done).toEqual(Array(20).fill(SIZE));
    expect(readFileSync(`${top}/19`).equals(readFileSync(`${top}/source`))).toBe(true);
  });

  it('a file that has grown is cut off, also one that may not be written to', async () => {
    const { top, copies, finish } = prepare();
    copies.start(`${top}/source`, `${top}/target`, SIZE - 7, () => {});
    await finish();
    expect(statSync(`${top}/target`).size).toBe(SIZE - 7);
  });

  it('a file that has shrunk is an error, and the first one is told', async () => {
    const { top, copies, failed, finish } = prepare();
    copies.start(`${top}/source`, `${top}/target`, SIZE + 1, () => expect.unreachable());
    await copies.settle();
    copies.start(`${top}/missing`, `${top}/other`, 1, () => {});
    await expect(finish()).rejects.toMatchObject({ code: 'CHROOT_SOURCE_CHANGED' });
    expect(failed).toEqual([`${top}/target`]);
    await expect(copies.room(1, () => {})).rejects.toMatchObject({ code: 'CHROOT_SOURCE_CHANGED' });
  });

  it('a link in the place of the new file is not followed', async () => {
    const { top, copies, finish } = prepare();
    writeFileSync(`${top}/outside`, 'secret');
    symlinkSync(`${top}/outside`, `${top}/target`);
    copies.start(`${top}/source`, `${top}/target`, SIZE, () => expect.unreachable());
    await expect(finish()).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(`${top}/outside`, 'utf8')).toBe('secret');
    expect(lstatSync(`${top}/target`).isSymbolicLink()).toBe(true);
  });

  it('an error of what is done then is an error, too', async () => {
    const { top, copies, finish } = prepare();
    copies.start(`${top}/source`, `${top}/target`, SIZE, () => {
      throw new Error('no chmod here');
    });
    await expect(finish()).rejects.toThrow('no chmod here');
  });

  it('keeps no more on its way than an abort can wait for', async () => {
    const { top, copies, finish } = prepare();
    let there = 0;
    const half = 64 << 20;
    const start = (name: string) => copies.start(`${top}/source`, `${top}/${name}`, half, () => {});
    // Of files that turn out to be shorter: the sizes are as announced.
    copies.start(`${top}/source`, `${top}/a`, SIZE, () => there++);
    await copies.room(half, () => {});
    expect(there).toBe(0);
    start('b');
    await expect(copies.room(2 * half, () => {})).rejects.toMatchObject({
      code: 'CHROOT_SOURCE_CHANGED',
    });
    expect(there).toBe(1);
    await expect(finish()).rejects.toThrow();
  });
});
