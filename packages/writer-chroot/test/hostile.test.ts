import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { build, isSuperminError } from '@supermin/core';
import { hostileArchives } from '@supermin/test-support/archive';
import { type Entry, listDirectory } from '@supermin/test-support/listing';
import { removeDirectories, scratchDirectory } from '@supermin/test-support/scratch';
import { emptyBackend } from '@supermin/test-support/writers';
import { describe, expect, it } from 'vitest';
import { writer } from '../src/writer.ts';

/** Where whoever follows this link from outside comes to; undefined if it leads nowhere. */
function leadsTo(path: string): string | undefined {
  try {
    return realpathSync(Buffer.from(path, 'latin1'), 'latin1');
  } catch {
    return undefined;
  }
}

describe('hostile tarballs', () => {
  /** Where they may not get; also the output's parent is theirs to spoil. */
  const prepare = () => {
    const top = scratchDirectory();
    mkdirSync(`${top}/outside/folder`, { recursive: true });
    writeFileSync(`${top}/outside/secret`, 'secret', { mode: 0o600 });
    return { top, archives: hostileArchives(`${top}/outside`) };
  };
  const names = [...hostileArchives('/x').keys()];

  it('are many', () => {
    expect(names.length).toBeGreaterThanOrEqual(30);
  });

  it.each(names)('%s: an error or a harmless file', async (name) => {
    const { top, archives } = prepare();
    writeFileSync(`${top}/base.tar`, archives.get(name)!);
    const before = listDirectory(top);
    const output = `${top}/out`;
    let failure: unknown;
    try {
      await build({
        ...{ inputs: [`${top}/base.tar`], output, backend: emptyBackend, family: 'none/none' },
        ...{ writer, format: 'chroot', temporaryDirectory: top },
      });
    } catch (error) {
      failure = error;
    }
    const inside = new Map<string, Entry>();
    if (failure !== undefined) {
      expect(isSuperminError(failure), String(failure)).toBe(true);
      expect(readdirSync(top)).not.toContain('out');
    } else {
      // So that an ordinary user sees it all, too.
      spawnSync('chmod', ['-R', 'u+rwx', output]);
      for (const [path, entry] of listDirectory(output)) inside.set(path, entry);
      for (const [path, { type }] of inside) {
        const target = type === 'symlink' ? leadsTo(output + path) : output;
        // Seen from outside no link leads out.
        if (target !== undefined) expect(`${target}/`).toMatch(new RegExp(`^${output}/`));
      }
    }
    removeDirectories([output]);
    expect(listDirectory(top)).toEqual(before);
    // Empty also where there is no getfattr.
    expect(spawnSync('getfattr', ['-d', `${top}/outside/secret`]).stdout?.toString() ?? '').toBe(
      '',
    );
  });
});
