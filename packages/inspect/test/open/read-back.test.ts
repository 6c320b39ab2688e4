import { join } from 'node:path';
import { type InspectContext, localHost, type OutputContents } from '@supermin/core';
import { readContent } from '@supermin/core/writer';
import { SmallRoot } from '@supermin/test-support/debian';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { file, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { type ReadBackOptions, readBack } from '../../src/open/read-back.ts';
import { DPKG, registryOf } from '../support/plugins.ts';

const { signal } = new AbortController();

function optionsOf(host: string): ReadBackOptions & { record: undefined } {
  const common = { registry: registryOf(DPKG), signal, report: () => {}, record: undefined };
  return { ...common, host: localHost(host), temporaryDirectory: scratchDirectory() };
}

/** A machine with a package whose file list is damaged, and one with a file. */
function machine(): string {
  const root = new SmallRoot(scratchDirectory());
  root.install('awk', ['/usr/bin/awk']);
  root.install('broken', []);
  root.write('/var/lib/dpkg/info/broken.list', 'no path\n');
  return root.directory;
}

function contentsOf(nodes: Parameters<typeof treeOf>[0]): OutputContents {
  const tree = treeOf(nodes);
  return { tree, size: 0, stored: new Map(), overhead: [], notes: ['of the writer'] };
}

/** Has the store keep something that needs a file. */
async function keepSparse({ keepSparse }: InspectContext) {
  async function* chunks() {
    yield Buffer.from('kept');
  }
  return keepSparse(chunks(), 4, Float64Array.of(0, 4));
}

describe('readBack', () => {
  it('says what was read, which packages are in it, and whose its files are', async () => {
    const contents = contentsOf({
      '/packagelist': file('awk_1.0_all\nbroken_1.0_all\ngone_1_all\n'),
      '/usr/bin/awk': file(),
    });
    const options = optionsOf(machine());
    const subject = await readBack('/ou\xff', options, async () => ({ contents, format: 'form' }));
    expect(subject).toMatchObject({ kind: 'output', names: ['/ou\xff'], format: 'form' });
    expect(subject!.contents).toBe(contents);
    expect(subject!.packages.map(({ id }) => id)).toEqual(['awk', 'broken', 'gone_1_all']);
    expect(subject!.release).toMatchObject({ id: 'debian' });
    expect(contents.tree.lookup('/usr/bin/awk')?.package).toBe(0);
    expect(contents.tree.lookup('/packagelist')).not.toHaveProperty('package');
    // Those of the writer are the contents' own.
    expect(subject!.notes).toEqual([
      expect.stringMatching(/^no longer installed here .*: gone_1_all/),
      expect.stringMatching(/^broken: .*broken\.list/),
    ]);
  });

  it('calls the output by its name in messages, as it can be read', async () => {
    const contents = contentsOf({ '/var/lib/dpkg/status': file('no stanza\n') });
    const read = async () => ({ contents, format: 'form' });
    const subject = await readBack('caf\xc3\xa9', optionsOf('/nowhere'), read);
    expect(subject!.notes[0]).toContain('café/var/lib/dpkg/status');
  });

  it('has what is kept until it is closed', async () => {
    const options = optionsOf(machine());
    const contents = contentsOf({});
    const subject = await readBack('out', options, async (context) => {
      contents.tree.put('/kept', file('', { content: await keepSparse(context), size: 4 }));
      return { contents, format: 'form' };
    });
    const kept = contents.tree.lookup('/kept');
    expect(kept?.type === 'file' && readContent(kept.content, 0, 4).toString()).toBe('kept');
    expect(openScratchFiles()).toHaveLength(1);
    subject!.close();
    expect(openScratchFiles()).toEqual([]);
  });

  it('is undefined for what is no output, and keeps nothing then', async () => {
    const options = optionsOf(machine());
    const subject = await readBack('out', options, async (context) => {
      await keepSparse(context);
      return undefined;
    });
    expect(subject).toBeUndefined();
    expect(openScratchFiles()).toEqual([]);
  });

  it('keeps nothing after an error', async () => {
    const options = optionsOf(machine());
    const error = new Error('damaged');
    const promise = readBack('out', options, async (context) => {
      await keepSparse(context);
      throw error;
    });
    await expect(promise).rejects.toBe(error);
    expect(openScratchFiles()).toEqual([]);
  });

  it('needs a directory for what has to be unpacked', async () => {
    const temporaryDirectory = join(scratchDirectory(), 'none');
    const options = { ...optionsOf(machine()), temporaryDirectory };
    const promise = readBack('out', options, async (context) => {
      await keepSparse(context);
      return undefined;
    });
    await expect(promise).rejects.toMatchObject({ code: 'TMPDIR_DENIED' });
  });
});
