import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { writeRootImage } from '../src/root-image.ts';
import { debugfs, expectSound } from './support/judge.ts';
import { file, hostFile, special, treeOf } from './support/trees.ts';

const scratch = scratchDirectory();

async function make(tree: ReturnType<typeof treeOf>, image: string): Promise<SuperminEvent[]> {
  const events: SuperminEvent[] = [];
  await writeRootImage(tree, image, {
    size: { kind: 'fixed', bytes: 16 * 2 ** 20 },
    signal: new AbortController().signal,
    report: (event) => events.push(event),
  });
  expectSound(image);
  return events;
}

const warnings = (events: SuperminEvent[]) =>
  events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));

describe('writeRootImage', () => {
  it('warns of what an image cannot hold', async () => {
    const tree = treeOf({ '/run/bus': special('socket'), '/lost+found': file('x') });
    expect(warnings(await make(tree, join(scratch, 'omitted')))).toEqual([
      '/lost+found is left out of the image: it must be a directory',
      '/run/bus is left out of the image: it is a socket',
    ]);
  });

  it('counts in one warning the attributes that an image cannot hold', async () => {
    const xattrs = new Map([
      ['com.apple.provenance', Buffer.of(1)],
      ['user.kept', Buffer.of(2)],
    ]);
    const tree = treeOf({ '/a': file('', { xattrs }), '/b': file('', { xattrs }) });
    const image = join(scratch, 'attributes');
    expect(warnings(await make(tree, image))).toEqual([
      'ext2: 2 extended attributes are left out, which ext2 cannot hold (com.apple.provenance of /a, ...)',
    ]);
    expect(debugfs(image, 'ea_list /b')).toMatch(/user\.kept/);
  });

  it('times its stages and ends its progress', async () => {
    const events = await make(treeOf({ '/a': file('x') }), join(scratch, 'stages'));
    expect(events.map((event) => (event.kind === 'stage' ? event.name : event.kind))).toEqual([
      'plan image',
      'message',
      'progress',
      'write image',
    ]);
  });

  // Root may read everything; an ordinary user meets this on any host.
  const isRoot = process.getuid?.() === 0;
  it('leaves out, with a warning, a file that turns out to be unreadable', async () => {
    const secret = join(scratch, 'secret');
    writeFileSync(secret, 'secret');
    const hidden = join(scratch, 'hidden');
    mkdirSync(hidden);
    writeFileSync(`${hidden}/file`, 'x');
    chmodSync(secret, 0);
    chmodSync(hidden, 0);
    const tree = treeOf({
      '/etc/secret': hostFile(secret, 6),
      '/etc/link': hostFile(secret, 6),
      '/etc/hidden': hostFile(`${hidden}/file`, 1),
      '/etc/open': file('open'),
    });
    const image = join(scratch, 'unreadable');
    const events = await asOrdinaryUser(() => make(tree, image));
    chmodSync(hidden, 0o700);
    expect(warnings(events)).toEqual([
      '/etc/hidden is left out: permission denied',
      '/etc/link is left out: permission denied',
      '/etc/secret is left out: permission denied',
    ]);
    const listing = debugfs(image, 'ls -p /etc');
    expect(listing).toContain('/open/');
    expect(listing).not.toContain('/secret/');
  });

  async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
    if (!isRoot) return work();
    const scratchDirectory = join(scratch, '.');
    chmodSync(scratchDirectory, 0o777);
    process.setegid!(65_534);
    process.seteuid!(65_534);
    try {
      return await work();
    } finally {
      process.seteuid!(0);
      process.setegid!(0);
    }
  }
});
