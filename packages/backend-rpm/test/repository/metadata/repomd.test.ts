import { describe, expect, it } from 'vitest';
import { parseRepomd } from '../../../src/repository/metadata/repomd.ts';

function parse(sizes: string) {
  const text = `<repomd><data type="primary"><checksum type="sha256">${'a'.repeat(64)}</checksum>
    <location href="repodata/primary.xml.gz"/>${sizes}</data></repomd>`;
  return parseRepomd(Buffer.from(text), (problem) => new Error(problem));
}

describe('parseRepomd', () => {
  it('has sizes, if they are told', async () => {
    const { files } = await parse('<size>100</size><open-size>4294967296</open-size>');
    expect(files.get('primary')).toMatchObject({ size: 100, openSize: 2 ** 32 });
    expect((await parse('<size>many</size>')).files.get('primary')!.size).toBeUndefined();
  });

  it.each([
    ['size', '4294967297'],
    ['size', '999999999999999'],
    ['open-size', '4294967297'],
    ['open-size', '9'.repeat(400)],
  ])('refuses a %s that nobody can have meant: %s', async (name, bytes) => {
    await expect(parse(`<${name}>${bytes}</${name}>`)).rejects.toThrow('asks for a file of');
  });
});
