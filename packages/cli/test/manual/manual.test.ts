import { describe, expect, it } from 'vitest';
import { errors } from '../../scripts/manual/errors.ts';
import { manPage } from '../../scripts/manual/man-page.ts';
import { manual } from '../../scripts/manual/manual.ts';
import { markdown } from '../../scripts/manual/markdown.ts';
import { OPTIONS } from '../../src/arguments/options.ts';
import { bundledWriters } from './bundled-writers.ts';
import { rendered } from './rendered.ts';

const SECTIONS = manual(bundledWriters());

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

  it('is a page that man(1) shows without complaint', () => {
    const page = rendered(manPage('supermin', SECTIONS));
    expect(page).toMatch(/^NAME\n +supermin - build small appliances/m);
    expect(page).toMatch(/^ +-o DIR, --output DIR\n +directory to write/m);
  });
});
