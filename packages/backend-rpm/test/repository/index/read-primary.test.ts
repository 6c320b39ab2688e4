import { describe, expect, it } from 'vitest';
import { readPrimary } from '../../../src/repository/index/read-primary.ts';
import type { IndexedPackage } from '../../../src/repository/index/table-builder.ts';

const WHOLE = [
  '<name>bash</name><arch>x86_64</arch><version epoch="0" ver="5.2" rel="1"/>',
  '<checksum type="sha256" pkgid="YES">abc</checksum><size package="7" installed="8"/>',
  '<location href="b/bash.rpm"/>',
].join('');

async function read(...packages: string[]): Promise<IndexedPackage[]> {
  const found: IndexedPackage[] = [];
  const text = `<metadata packages="${packages.length}">${packages.join('')}</metadata>`;
  async function* bytes() {
    // An index comes in pieces that end anywhere.
    for (let at = 0; at < text.length; at += 9) yield Buffer.from(text.slice(at, at + 9), 'utf8');
  }
  await readPrimary(
    bytes(),
    (pkg) => found.push(pkg),
    (problem) => new Error(problem),
  );
  return found;
}
const rpm = (content: string) => `<package type="rpm">${content}</package>`;
const format = (content: string) => rpm(`${WHOLE}<format>${content}</format>`);
const lists = async (content: string) => (await read(format(content)))[0]!.lists;

describe('a package of an index', () => {
  it('has a name, a version, and where and how large its file is', async () => {
    const [pkg] = await read(rpm(WHOLE));
    expect(pkg).toMatchObject({
      ...{ name: 'bash', arch: 'x86_64', evr: '5.2-1' },
      ...{ sha256: 'abc', size: '7', href: 'b/bash.rpm' },
    });
  });

  it('has its epoch, if there is one', async () => {
    const [pkg] = await read(rpm(WHOLE.replace('epoch="0"', 'epoch="2"')));
    expect(pkg!.evr).toBe('2:5.2-1');
  });

  it('has its checksum without the blanks and line ends around it', async () => {
    const [pkg] = await read(rpm(WHOLE.replace('>abc<', '>\n  abc\n<')));
    expect(pkg!.sha256).toBe('abc');
  });

  it('has no checksum of another kind', async () => {
    const [pkg] = await read(rpm(WHOLE.replace('sha256', 'sha')));
    expect(pkg!.sha256).toBe('');
  });

  it('keeps nothing of the one before', async () => {
    const [, second] = await read(
      format('<file>/a</file><rpm:requires><rpm:entry name="x"/></rpm:requires>'),
      rpm(WHOLE.replace(/<checksum.*<\/checksum>/, '').replace(/<size[^>]*>/, '')),
    );
    expect(second).toMatchObject({ sha256: '', size: '', lists: { files: [], requires: [] } });
  });

  it('provides itself, once', async () => {
    expect((await lists('')).provides).toEqual(['bash = 5.2-1']);
    const said =
      '<rpm:provides><rpm:entry name="bash" flags="EQ" epoch="0" ver="5.2" rel="1"/>' +
      '<rpm:entry name="sh"/></rpm:provides>';
    expect((await lists(said)).provides).toEqual(['bash = 5.2-1', 'sh']);
  });

  it.each([
    ...['requires', 'conflicts', 'obsoletes', 'recommends', 'suggests', 'supplements'],
    'enhances',
  ] as const)('has entries under %s', async (kind) => {
    const entries = '<rpm:entry name="x" flags="GE" epoch="1" ver="2"/><rpm:entry name="y"/>';
    const found = await lists(`<rpm:${kind}>${entries}</rpm:${kind}>`);
    expect(found[kind]).toEqual(['x >= 1:2', 'y']);
    expect(found.provides).toEqual(['bash = 5.2-1']);
  });

  it('has files, whatever they are', async () => {
    const found = await lists(
      '<file>/a</file><file type="dir">/b</file><file type="ghost">/c</file>',
    );
    expect(found.files).toEqual(['/a', '/b', '/c']);
  });

  it('has no entries of kinds that are not known', async () => {
    const found = await lists(
      '<rpm:requires><rpm:entry name="x"/></rpm:requires><rpm:files><rpm:entry name="y"/></rpm:files>' +
        '<rpm:future><rpm:entry name="z"/></rpm:future><rpm:entry name="w"/>',
    );
    expect(found).toMatchObject({ requires: ['x'], files: [] });
    expect(JSON.stringify(found)).not.toMatch(/"[zwy]"/);
  });

  it('is passed over, if it is none of rpm', async () => {
    expect(await read(`<package type="deb">${WHOLE}</package>`, rpm(WHOLE))).toHaveLength(1);
  });
});

describe('an index is refused', () => {
  it.each<[string, string, string, string]>([
    ['without a name', '<name>bash</name>', '', 'without a name or version'],
    ['without an architecture', '<arch>x86_64</arch>', '', 'without a name or version'],
    ['without a version', 'version ', 'other ', 'without a name or version'],
    ['without a place', 'href="b/bash.rpm"', '', 'without a name or version'],
    ['with a blank in its name', 'bash<', 'ba sh<', 'without a name or version'],
    ['with a slash in its architecture', 'x86_64', '../x86', 'without a name or version'],
    ['with a line end in its place', 'b/bash', 'b&#10;bash', 'without a name or version'],
    ['at another address', 'href=', 'xml:base="http://x/" href=', 'at other addresses'],
  ])('with a package %s', async (_, from, to, problem) => {
    await expect(read(rpm(WHOLE.replace(from, to)))).rejects.toThrow(problem);
  });
});
