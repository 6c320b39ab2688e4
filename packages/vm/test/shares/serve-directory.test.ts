import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveDirectory, serveShares } from '../../src/shares/serve-directory.ts';
import type { ShareMount } from '../../src/shares/shares.ts';
import type { Virtiofsd } from '../../src/shares/virtiofsd.ts';

describe('serveDirectory', () => {
  let directory: string;
  let daemon: Virtiofsd;
  beforeAll(() => {
    directory = mkdtempSync(join(os.tmpdir(), 'supermin-serve-'));
    const program = join(directory, 'fake');
    // Says what its descriptor 0 is, and fails as a daemon would.
    writeFileSync(program, '#!/bin/sh\nreadlink /proc/self/fd/0 >&2; echo "$@" >&2; exit 1\n');
    chmodSync(program, 0o755);
    daemon = { program, flavour: 'qemu', mapping: [], sandbox: 'chroot', readOnly: 'nothing' };
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('gives the daemon a listening socket with a connection in its queue, and leaves no name', async () => {
    const long = join(directory, 'x'.repeat(120));
    mkdirSync(long);
    const served = serveDirectory(daemon, { directory: '/a,b' }, long, () => {});
    const said = await served.failed;
    expect(said).toMatch(
      /^socket:\[\d+\]\n--fd=0 -f -o source=\/a\\,b,sandbox=chroot,log_level=err$/,
    );
    expect(readdirSync(long)).toEqual([]);
    served.close();
  });

  it('says where no socket can be made', () => {
    const missing = join(directory, 'missing');
    expect(() => serveDirectory(daemon, { directory: '/a' }, missing, () => {})).toThrow(
      expect.objectContaining({
        code: 'TMPDIR_DENIED',
        message: `cannot make a directory in ${missing} (ENOENT)`,
      }),
    );
  });

  it('one for each share of virtiofs, found by its tag when one between them goes by 9p', async () => {
    const share = (tag: string, type: ShareMount['type']): ShareMount => ({
      ...{ tag, type, directory: `/${tag}`, mount: '/mnt', readOnly: false },
    });
    const shares = [share('a', 'virtiofs'), share('b', '9p'), share('c', 'virtiofs')];
    const served = serveShares(shares, daemon, directory, () => {});
    expect([...served.keys()]).toEqual(['a', 'c']);
    expect(await served.get('c')?.failed).toContain('source=/c,');
    for (const one of served.values()) one.close();
  });
});
