import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { WriterManifest } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { errors } from '../../scripts/manual/errors.ts';
import { manPage } from '../../scripts/manual/man-page.ts';
import { manual } from '../../scripts/manual/manual.ts';
import { markdown } from '../../scripts/manual/markdown.ts';
import { OPTIONS } from '../../src/arguments/options.ts';

const PACKAGES = new URL('../../../', import.meta.url);

/** The writers of this repository, from their manifests. */
function writers(): WriterManifest[] {
  return readdirSync(PACKAGES)
    .filter((name) => name.startsWith('writer-'))
    .sort()
    .flatMap((name) => {
      const text = readFileSync(new URL(`${name}/package.json`, PACKAGES), 'utf8');
      const declared = JSON.parse(text).supermin.writers as Partial<WriterManifest>[];
      return declared.map((writer) => ({ aliases: [], options: [], ...writer }) as WriterManifest);
    });
}

const SECTIONS = manual(writers());

// `npm run docs:cli` writes these files: the same tests with --update.
describe('the manual', () => {
  it('is current in docs/cli.md', async () => {
    await expect(markdown('supermin', SECTIONS)).toMatchFileSnapshot('../../../../docs/cli.md');
  });

  it('of errors is current in docs/errors.md', async () => {
    await expect(markdown('Errors', errors())).toMatchFileSnapshot('../../../../docs/errors.md');
  });

  it('is current in supermin.1', async () => {
    await expect(manPage('supermin', SECTIONS)).toMatchFileSnapshot('../../man/supermin.1');
  });

  it('has every option', () => {
    const text = markdown('supermin', SECTIONS);
    for (const { name } of OPTIONS) expect(text).toMatch(new RegExp(`\`--${name}[ \`]`));
  });

  it('is a page that troff has no complaint about', () => {
    const { status, stdout, stderr } = spawnSync('groff', ['-man', '-ww', '-Tascii', '-P-cbou'], {
      input: manPage('supermin', SECTIONS),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^NAME\n +supermin - build small appliances/m);
    expect(stdout).toMatch(/^ +-o DIR, --output DIR\n +directory to write/m);
  });
});
