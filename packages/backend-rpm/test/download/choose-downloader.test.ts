import { type Host, localHost, SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import { chooseDownloader } from '../../src/download/choose-downloader.ts';
import { dnf4, dnf5 } from '../../src/download/dnf.ts';
import { fedora } from '../../src/families/fedora.ts';
import { signal } from '../fixtures/open.ts';

/** A machine with these programs, by what they print for `--version`. */
function machine(programs: Readonly<Record<string, string>>): Host {
  return {
    ...localHost('/nonexistent'),
    async run(program) {
      const version = programs[program];
      if (version === undefined) throw new SuperminError('PROGRAM_MISSING', program);
      return { status: 0, stdout: Buffer.from(version), stderr: Buffer.alloc(0) };
    },
  };
}

const choose = (programs: Readonly<Record<string, string>>) =>
  chooseDownloader({ host: machine(programs), signal }, fedora.downloaders);

it('asks dnf which one it is', async () => {
  expect(await choose({ dnf: '4.14.0\n' })).toBe(dnf4);
  expect(await choose({ dnf: 'dnf5 version 5.1.0\n', yumdownloader: '' })).toBe(dnf5);
});

it('takes the next program where one is missing', async () => {
  expect((await choose({ yumdownloader: '' })).program).toBe('yumdownloader');
});

it('says which programs would do', async () => {
  await expect(choose({})).rejects.toMatchObject({
    code: 'RPM_DOWNLOADER_MISSING',
    message: expect.stringContaining('none of dnf, yumdownloader is installed'),
  });
});
