import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { Pacer, type SuperminEvent } from '@supermin/core';
import { setDone, type TreeNode, takeBatches } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file, hostFile, symlink, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { planChroot } from '../../src/plan/chroot-plan.ts';
import { ownIdentity } from '../../src/plan/identity.ts';
import { AttributeSetter } from '../../src/write/attribute-setter.ts';
import { Cloner } from '../../src/write/cloner.ts';
import { FileWriter } from '../../src/write/file-writer.ts';
import { makeEntries } from '../../src/write/make-entries.ts';
import type { MakeJob } from '../../src/write/make-job.ts';
import type { MakeThread } from '../../src/write/share-work.ts';

const { signal } = new AbortController();

/** A pacer that is due each time. */
class Impatient extends Pacer {
  rests = 0;
  override due(): boolean {
    return true;
  }
  override rest(): Promise<void> {
    this.rests++;
    return Promise.resolve();
  }
}

/** Another thread, as this one sees it: what it does once it is handed the job, and what before it has ended. */
interface Other {
  begin?: (job: MakeJob) => void;
  end?: (job: MakeJob) => void;
}

class OtherThread {
  ends = 0;
  job: MakeJob | undefined;
  constructor(private readonly other: Other) {}
  begin(job: MakeJob): void {
    this.job = job;
    this.other.begin?.(job);
  }
  ended(): Promise<void> {
    this.ends++;
    this.other.end?.(this.job!);
    return Promise.resolve();
  }
}

interface Given {
  other?: Other;
  link?: 'copy' | 'hard';
}

async function made(nodes: Record<string, TreeNode>, { other, link = 'copy' }: Given = {}) {
  const out = scratchDirectory();
  const plan = planChroot(treeOf(nodes), out);
  for (const { path } of plan.directories) mkdirSync(out + path);
  const setter = new AttributeSetter(out, ownIdentity());
  const pacer = new Impatient(signal);
  const events: SuperminEvent[] = [];
  const making: string[] = [];
  const thread = other && new OtherThread(other);
  const unreadable = await makeEntries(plan, out, {
    writer: new FileWriter(link, new Cloner(link), setter, pacer),
    ...{ setter, pacer },
    report: (event) => events.push(event),
    making: (path) => making.push(path.slice(out.length)),
    // Of the class, which only starts threads, it uses these two.
    thread: thread as unknown as MakeThread | undefined,
  });
  const done = events.map((event) => (event.kind === 'progress' ? event.done : -1));
  return { out, plan, pacer, events, making, done, unreadable, thread };
}

/** Files of the host, one that fills a batch by itself among them. */
function hostFiles(sizes: readonly number[]): Record<string, TreeNode> {
  const host = scratchDirectory();
  const nodes = sizes.map((size, n) => {
    writeFileSync(`${host}/${n}`, Buffer.alloc(size, `${n} `));
    return [`/f${n}`, hostFile(`${host}/${n}`, size)] as const;
  });
  return Object.fromEntries(nodes);
}

const MIB = 2 ** 20;

/** A file that is too large to be made without a look at the clock. */
function largeFile(): Record<string, TreeNode> {
  const path = `${scratchDirectory()}/large`;
  writeFileSync(path, '');
  truncateSync(path, 64 * MIB + 1);
  return { '/a': hostFile(path, 64 * MIB + 1) };
}

describe('this thread alone', () => {
  it('makes all files and links, in directories that are there', async () => {
    const nodes = hostFiles([3, MIB, 5]);
    const links = { '/d/l': symlink('nowhere'), '/d/m': file('in memory') };
    const { out, unreadable } = await made({ ...nodes, ...links });
    expect(readdirSync(out).sort()).toEqual(['d', 'f0', 'f1', 'f2']);
    expect(readFileSync(`${out}/f1`).equals(Buffer.alloc(MIB, '1 '))).toBe(true);
    expect(readFileSync(`${out}/d/m`, 'latin1')).toBe('in memory');
    expect(readlinkSync(`${out}/d/l`)).toBe('nowhere');
    expect(unreadable).toEqual([]);
  });

  it('tells how many bytes are made, whole batches at a time, and all at the end', async () => {
    const { done, events, plan } = await made({ '/m': file('memory'), ...hostFiles([MIB, 7, 8]) });
    const total = 6 + MIB + 15;
    expect(plan.bytes).toBe(total);
    expect(done).toEqual([6, 6 + MIB, total, total]);
    for (const event of events) expect(event).toMatchObject({ total, unit: 'bytes' });
  });

  it('counts no file twice that it makes one by one', async () => {
    const nodes = hostFiles([MIB, 7]);
    const { done } = await made(nodes, { link: 'hard' });
    expect(done).toEqual([MIB, MIB + 7, MIB + 7]);
  });

  it('is interrupted after each batch, and at each file and link of one that is large', async () => {
    const { pacer } = await made({ ...hostFiles([5, 6]), '/l': symlink('f') });
    expect(pacer.rests).toBe(1);
    const one = await made(largeFile());
    expect(one.pacer.rests).toBeGreaterThan(64);
  });

  it('counts no file of a large batch before the batch is done, nor twice', async () => {
    const { done, plan } = await made({ ...largeFile(), ...hostFiles([7]) });
    expect(done).toEqual([0, plan.bytes, plan.bytes]);
  });

  it('says which file of a batch is gone', async () => {
    const making = made({ ...hostFiles([1, 2]), '/f2': hostFile('/nonexistent/f', 3) });
    await expect(making).rejects.toMatchObject({
      code: 'CHROOT_SOURCE_CHANGED',
      message: expect.stringContaining('/nonexistent/f'),
    });
  });
});

describe('with another thread', () => {
  it('what that one has done is not made again', async () => {
    const begin = (job: MakeJob) => {
      for (const batch of takeBatches(job.batches, 'back')) {
        setDone(job.batches, batch);
      }
    };
    const { out, thread, done } = await made(hostFiles([MIB, 7, 8]), { other: { begin } });
    expect(readdirSync(out)).toEqual([]);
    expect(thread!.ends).toBe(0);
    expect(done).toEqual([MIB + 15]);
  });

  it('what that one took and is still making is waited for, and not made again', async () => {
    let taken = -1;
    const begin = (job: MakeJob) => {
      taken = takeBatches(job.batches, 'back').next().value as number;
    };
    const end = (job: MakeJob) => setDone(job.batches, taken);
    const { out, thread } = await made(hostFiles([MIB, MIB, 8]), { other: { begin, end } });
    expect(taken).toBe(2);
    expect(readdirSync(out).sort()).toEqual(['f0', 'f1']);
    expect(thread!.ends).toBe(1);
  });

  it('what that one took and left undone is made, files and links', async () => {
    const begin = (job: MakeJob) => void [...takeBatches(job.batches, 'back')];
    const nodes = { ...hostFiles([MIB, 7]), '/l': symlink('f0') };
    const { out, making, thread, done } = await made(nodes, { other: { begin } });
    expect(readdirSync(out).sort()).toEqual(['f0', 'f1', 'l']);
    expect(making).toEqual(['/f0', '/f1', '/l']);
    expect(thread!.ends).toBe(1);
    expect(done.at(-1)).toBe(MIB + 7);
  });

  it('no thread is waited for that has not begun', async () => {
    const { out, thread } = await made(hostFiles([MIB, 7]), { other: {} });
    expect(readdirSync(out).sort()).toEqual(['f0', 'f1']);
    expect(thread!.ends).toBe(0);
  });

  it('files that are not of the host are made first, and no part of its job', async () => {
    const nodes = { '/z': file('in memory'), ...hostFiles([1]) };
    const { making, thread } = await made(nodes, { other: {} });
    expect(thread!.job!.targets).toHaveLength(1);
    expect(making).toEqual(['/z']);
  });

  it('files that are hard links are made here, and links are left to share', async () => {
    const nodes = { ...hostFiles([1, 2]), '/l': symlink('f0') };
    const { out, thread } = await made(nodes, { other: {}, link: 'hard' });
    expect(thread!.job).toMatchObject({ firstLink: 0, sources: ['f0'] });
    expect(readdirSync(out).sort()).toEqual(['f0', 'f1', 'l']);
  });
});
