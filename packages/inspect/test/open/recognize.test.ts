import { join } from 'node:path';
import { fromUnicode, type OutputContents, type Writer } from '@supermin/core';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { treeOf } from '@supermin/test-support/trees';
import { INSPECT_CONTEXT } from '@supermin/test-support/writers';
import { describe, expect, it } from 'vitest';
import { recognize } from '../../src/open/recognize.ts';
import { CHROOT, CPIO, type Installed, registryOf, writerOf } from '../support/plugins.ts';

const CONTENTS: OutputContents = {
  ...{ tree: treeOf({}), size: 0, stored: new Map(), overhead: [], notes: [] },
};

const hasCpio = available('what cpio(1) writes is recognized', hasProgram('cpio'));

/** What cpio(1) makes of a file that is called `name`. */
function initramfs(name: string): Buffer {
  const cwd = scratchDirectory({ [name]: 'x' });
  return output('cpio', ['-o', '-H', 'newc', '--quiet'], { input: name, cwd });
}

const pathsOf = ({ tree }: OutputContents) => [...tree.walk()].map(({ path }) => path);

describe.runIf(hasCpio)('recognize, by the writers of this repository', () => {
  const registry = registryOf(CHROOT, CPIO);
  const look = async (path: string, format?: string) => {
    const found = await recognize(path, registry, INSPECT_CONTEXT, format);
    return found && [found.format, ...pathsOf(found.contents)];
  };
  const tree = scratchDirectory({ 'etc/passwd': '' });
  const boot = () => scratchDirectory({ kernel: '', initrd: initramfs('init') });

  it('a directory by the files in it, a file by what is in it', async () => {
    expect(await look(tree)).toEqual(['chroot', '/etc', '/etc/passwd']);
    expect(await look(boot())).toEqual(['cpio', '/init']);
    expect(await look(join(boot(), 'initrd'))).toEqual(['cpio', '/init']);
  });

  it('what is called as nobody would', async () => {
    const top = scratchDirectory({ 'caf\u00e9/kernel': '', 'caf\u00e9/initrd': initramfs('a') });
    expect(await look(fromUnicode(join(top, 'caf\u00e9')))).toEqual(['cpio', '/a']);
  });

  it('nothing, where none of them knows it', async () => {
    const other = scratchDirectory({ 'notes.txt': 'some text' });
    expect(await look(other)).toBeUndefined();
    expect(await look(join(other, 'notes.txt'))).toBeUndefined();
  });

  it('only that of a format that is asked for, also by its other names', async () => {
    expect(await look(tree, 'chroot')).toEqual(['chroot', '/etc', '/etc/passwd']);
    expect(await look(tree, 'fs')).toEqual(['chroot', '/etc', '/etc/passwd']);
    await expect(look(tree, 'cpio')).rejects.toMatchObject({
      code: 'INSPECT_FORMAT',
      message: `${tree} is no output of format cpio that can be read back`,
      hint: 'leave out -f, to have it recognized',
    });
    await expect(look(tree, 'none')).rejects.toMatchObject({ code: 'WRITER_MISSING' });
  });

  it('fails as the writer does', async () => {
    const damaged = scratchDirectory({ kernel: '', initrd: initramfs('init').subarray(0, 150) });
    await expect(look(damaged)).rejects.toMatchObject({ code: 'NEWC_TRUNCATED' });
  });
});

describe('recognize, who is asked', () => {
  let asked: string[];

  /** One that is recognized by these files, and says that they are none of its own. */
  const other = (name: string, files: string[] | undefined, contents?: OutputContents): Installed =>
    writerOf(name, files, {
      inspect: async (path, context) => {
        expect(context).toBe(INSPECT_CONTEXT);
        asked.push(`${name} ${path}`);
        return contents;
      },
    });

  const look = async (path: string, ...installed: Installed[]) => {
    asked = [];
    const found = await recognize(path, registryOf(...installed), INSPECT_CONTEXT);
    return [found?.format, ...asked.map((each) => each.replace(` ${path}`, ''))];
  };

  const top = scratchDirectory({ kernel: '', initrd: '', root: '' });

  it('of a directory: those all of whose files are there, those first that have the most', async () => {
    expect(
      await look(
        top,
        other('none', []),
        other('one', ['kernel']),
        other('three', ['kernel', 'initrd', 'root']),
        other('missing', ['kernel', 'disk']),
        other('two', ['kernel', 'initrd']),
        other('deep', ['initrd/kernel']),
      ),
    ).toEqual([undefined, 'three', 'two', 'one', 'none']);
  });

  it('nobody after one who knows it', async () => {
    const writers = [
      other('b', ['kernel'], CONTENTS),
      other('c', []),
      other('a', ['kernel', 'root']),
    ];
    expect(await look(top, ...writers)).toEqual(['b', 'a', 'b']);
  });

  it('of a file: all who can read something back, in their order', async () => {
    const writers = [other('a', []), other('b', undefined), other('c', ['kernel', 'initrd'])];
    expect(await look(join(top, 'root'), ...writers)).toEqual([undefined, 'a', 'c']);
  });

  it('nobody who cannot read anything back; asked for, that is an error', async () => {
    const cannot: Partial<Writer>[] = [{}, { inspect: undefined }];
    for (const methods of cannot) {
      const writer = writerOf('blind', undefined, methods);
      expect(await look(top, writer)).toEqual([undefined]);
      await expect(
        recognize(top, registryOf(writer), INSPECT_CONTEXT, 'blind'),
      ).rejects.toMatchObject({
        code: 'INSPECT_FORMAT',
        message: 'outputs of format blind cannot be read back',
        hint: 'its writer plugin would have to support it',
      });
    }
  });

  it('what is not there is an error of the system', async () => {
    const path = join(top, 'none');
    await expect(look(path, other('a', []))).rejects.toMatchObject({ code: 'ENOENT', path });
  });

  it('the path in an error can be read, whatever bytes it has', async () => {
    const path = `${scratchDirectory({ 'caf\u00e9': '' })}/caf\xc3\xa9`;
    const promise = recognize(path, registryOf(other('a', [])), INSPECT_CONTEXT, 'a');
    await expect(promise).rejects.toThrow(/café is no output of format a/);
  });
});
