import type { FileDescription } from '@supermin/test-support/rpm';
import { describe, expect, it } from 'vitest';
import { recordedFiles } from '../../src/contents/package-files.ts';
import { systemOf } from '../fixtures/records.ts';

function filesOf(...files: FileDescription[]) {
  const { index } = systemOf([{ name: 'p', version: '1', files }]);
  return recordedFiles(index.named('p')[0]!);
}

describe('recordedFiles', () => {
  it('tells marks, modes and targets', () => {
    const [file, link] = filesOf(
      { path: '/etc/a', mode: 0o4755, marks: ['noreplace', 'missingok'] },
      { path: '/usr/b', linkTo: '../c' },
    );
    expect(file).toMatchObject({ path: '/etc/a', mode: 0o104755, config: true, missingOk: true });
    expect(file!.digest).toHaveLength(64);
    expect(link).toMatchObject({ path: '/usr/b', linkTarget: '../c', digest: '', config: false });
  });

  it('takes no directory for a config file: it has to be copied', () => {
    expect(filesOf({ path: '/etc/d', directory: true, marks: ['config'] })[0]!.config).toBe(false);
  });

  it('leaves out the root directory', () => {
    expect(filesOf({ path: '/', directory: true }, { path: '/a' }).map(({ path }) => path)).toEqual(
      ['/a'],
    );
  });

  it.each(['/usr/../a', '/usr/./a', '/usr//a', 'usr/a', '/usr/..', '/usr/.', '/usr/'])(
    'refuses %s, which leads elsewhere',
    (path) => {
      expect(() => filesOf({ path })).toThrow(expect.objectContaining({ code: 'PACKAGE_PATH' }));
    },
  );
});
