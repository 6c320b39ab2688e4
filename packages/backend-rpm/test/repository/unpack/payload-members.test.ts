import { describe, expect, it } from 'vitest';
import type { HeaderFile } from '../../../src/repository/unpack/header-files.ts';
import { payloadMembers } from '../../../src/repository/unpack/payload-members.ts';

/** Files of a header, which tells how often their inodes are asked for. */
class Files {
  asked = 0;

  /** @param inodes of the files /0, /1, ... */
  of(inodes: readonly string[]): HeaderFile[] {
    const asks = () => this.asked++;
    return inodes.map((inode, at) => ({
      ...{ path: `/${at}`, mode: 0o100644, size: 4, mtime: 0, user: 'root', group: 'root' },
      ...{ linkTarget: '', major: 0, minor: 0, capabilities: '', isGhost: false },
      get inode() {
        asks();
        return inode;
      },
    }));
  }
}

/** A payload of the format that has only numbers of files; content comes with the last name of a file. */
function payloadOf(inodes: readonly string[]): Buffer {
  const members = inodes.map((inode, at) => {
    const head = `07070X${at.toString(16).padStart(8, '0')}\0\0`;
    return `${head}${inodes.lastIndexOf(inode) === at ? `(${inode.padEnd(2)})` : ''}`;
  });
  const fields = ['0', '0', '0', '0', '1', '0', '0', '0', '0', '0', '0', 'b', '0'];
  const trailer = `070701${fields.map((field) => field.padStart(8, '0')).join('')}TRAILER!!!\0`;
  return Buffer.from(`${members.join('')}${trailer}\0\0\0`, 'latin1');
}

async function read(inodes: readonly string[], files: Files): Promise<string[]> {
  const chunks = (async function* () {
    yield payloadOf(inodes);
  })();
  const found: string[] = [];
  for await (const member of payloadMembers(chunks, files.of(inodes), (text) => new Error(text))) {
    const parts: Uint8Array[] = [];
    for await (const chunk of member.content) parts.push(chunk);
    found.push(`${member.name} ${member.type} ${Buffer.concat(parts)}`.trimEnd());
  }
  return found;
}

describe('payloadMembers', () => {
  it('reads content with the last name of a file', async () => {
    expect(await read(['a', 'b', 'a', 'a'], new Files())).toEqual([
      ...['./0 file', './1 file (b )', './2 link', './3 link (a )'],
    ]);
  });

  it('looks at each file a few times, however many there are', async () => {
    const count = 500;
    const files = new Files();
    await read(
      Array.from({ length: count }, (_, at) => (at % 90).toString()),
      files,
    );
    expect(files.asked).toBeLessThan(10 * count);
  });
});
