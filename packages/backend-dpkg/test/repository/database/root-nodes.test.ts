import type { FileNode } from '@supermin/core/writer';
import { controlOf } from '@supermin/test-support/apt';
import { describe, expect, it } from 'vitest';
import { rootNodes } from '../../../src/repository/database/root-nodes.ts';

function layered(name: string, fields: Record<string, string>, paths: string[], more = {}) {
  const control = { control: controlOf({ name, arch: 'amd64', fields }), ...more };
  return {
    package: {
      ...{ name, version: '1', arch: 'amd64', id: name },
      ...{ source: 0, path: 'x', size: 0, sha256: '' },
    },
    notes: {
      control,
      conffiles: name === 'a' ? { '/etc/a': 'd41d8cd98f00b204e9800998ecf8427e' } : {},
    },
    paths: () => paths,
    node: () => undefined,
    read: (path: string) =>
      name === 'b' && path === '/usr/share/base-passwd/passwd.master'
        ? Buffer.from('root:*:0:0:root:/root:/bin/bash\n')
        : undefined,
    newest: name === 'a' ? 5 : 7,
  };
}

const { below, above, emptied } = rootNodes(
  [
    layered('a', { Depends: 'b' }, ['/etc', '/etc/a', '/lib', '/lib/x'], {
      postinst: '#!/bin/sh\n',
    }),
    layered('b', { 'Multi-Arch': 'same' }, ['/usr', '/usr/bin', '/usr/bin/b'], {
      md5sums: 'x  y\n',
      list: '/etc/shadow\n',
      'x.list': '/etc/shadow\n',
    }),
  ],
  'amd64',
);

function text(path: string): string {
  const { content } = above.get(path) as FileNode;
  return content.kind === 'bytes' ? Buffer.from(content.bytes).toString('latin1') : '?';
}

describe('rootNodes', () => {
  it("writes dpkg's status file: what has scripts is unpacked, the rest is installed", () => {
    const stanzas = text('/var/lib/dpkg/status').split('\n\n');
    expect(stanzas[0]).toMatch(/^Package: a\nStatus: install ok unpacked\nVersion: 1\n/);
    expect(stanzas[0]).toMatch(/\nConffiles:\n \/etc\/a d41d8cd98f00b204e9800998ecf8427e$/);
    expect(stanzas[1]).toMatch(/^Package: b\nStatus: install ok installed\n/);
    expect(stanzas[2]).toBe('');
    expect(above.get('/var/lib/dpkg/status')).toMatchObject({ mtime: 7 });
  });

  it('writes lists and control files, with the architecture where dpkg has it', () => {
    expect(text('/var/lib/dpkg/info/a.list')).toBe('/.\n/etc\n/etc/a\n/lib\n/lib/x\n');
    expect(text('/var/lib/dpkg/info/b:amd64.md5sums')).toBe('x  y\n');
    expect(above.get('/var/lib/dpkg/info/a.postinst')).toMatchObject({ mode: 0o755, mtime: 5 });
    // A package's own file in there would be another one's script.
    expect(emptied).toContain('/var/lib/dpkg/info');
    // Lists that a package brings itself count for nothing.
    expect(text('/var/lib/dpkg/info/b:amd64.list')).toBe('/.\n/usr\n/usr/bin\n/usr/bin/b\n');
    expect(above.has('/var/lib/dpkg/info/b:amd64.x.list')).toBe(false);
    expect(text('/var/lib/dpkg/arch')).toBe('amd64\n');
    expect(above.has('/var/lib/dpkg/info/a.control')).toBe(false);
  });

  it('has the accounts that base-passwd would make', () => {
    expect(text('/etc/passwd')).toBe('root:*:0:0:root:/root:/bin/bash\n');
    expect(above.has('/etc/group')).toBe(false);
  });

  it('has the links of merged /usr that packages need', () => {
    expect([...below].map(([path, node]) => [path, 'target' in node && node.target])).toEqual([
      ['/bin', 'usr/bin'],
      ['/lib', 'usr/lib'],
    ]);
  });
});
