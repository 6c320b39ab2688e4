import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PlainOutput, SLAB_SIZE } from '../../src/write/output.ts';
import { useScratch } from '../support/scratch.ts';

describe('PlainOutput', () => {
  const scratch = useScratch();

  it('slabs and small chunks stand in the order in which they came', async () => {
    const path = `${scratch()}/file`;
    const fd = openSync(path, 'wx');
    const output = new PlainOutput(fd);
    const expected: Buffer[] = [];
    // More slabs than wait for being written, whole ones and parts.
    for (let i = 0; i < 40; i++) {
      const head = Buffer.from(`head ${i}\n`);
      output.write(head);
      const slab = await output.slab();
      const part = slab.subarray(0, i % 3 === 0 ? SLAB_SIZE : 1000 * i).fill(65 + i);
      expected.push(head, Buffer.from(part));
      output.write(part);
      await output.ready();
    }
    await output.finish();
    closeSync(fd);
    expect(readFileSync(path).equals(Buffer.concat(expected))).toBe(true);
  });

  it('a slab that was not written is there again', async () => {
    const path = `${scratch()}/file`;
    writeFileSync(path, '');
    const fd = openSync(path, 'r+');
    const output = new PlainOutput(fd);
    const slab = await output.slab();
    output.write(Buffer.from(slab.subarray(0, 10).fill('a')));
    expect(await output.slab()).toBe(slab);
    await output.finish();
    closeSync(fd);
    expect(readFileSync(path, 'utf8')).toBe('aaaaaaaaaa');
  });

  it('what a thread met is told by whatever waits next, and nothing goes on after the end', async () => {
    const path = `${scratch()}/file`;
    writeFileSync(path, '');
    const fd = openSync(path, 'r');
    const output = new PlainOutput(fd);
    output.write(await output.slab());
    await output.stop();
    await expect(output.ready()).rejects.toMatchObject({ code: 'EBADF' });
    await expect(output.finish()).rejects.toMatchObject({ code: 'EBADF' });
    closeSync(fd);
  });
});
