import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { available } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { BROWSER, Page } from './support/browser.ts';
import { superminSucceeds } from './support/installation.ts';

const hasBrowser = available('the treemap in a browser, which is Chromium', BROWSER !== undefined);

/** A directory for the pictures, for people to look at: `SUPERMIN_TEST_PICTURES=/tmp/pictures`. */
const PICTURES = process.env.SUPERMIN_TEST_PICTURES;

const VIEWS = [1280, 400].flatMap((width) =>
  ['light', 'dark'].map((scheme) => ({ width, scheme })),
);

interface Seen {
  pictures: number;
  texts: number;
  overflow: number;
  outside: string[];
  overlapping: string[];
  lowestContrast: number;
}

const LOOK = readFileSync(new URL('support/look-at-treemap.js', import.meta.url), 'utf8');

describe.runIf(hasBrowser)('the treemap of an image, in a browser', () => {
  const directory = scratchDirectory();

  it('is legible at 1280 and at 400 pixels, light and dark', async () => {
    const input = join(directory, 'appliance.d');
    mkdirSync(input);
    writeFileSync(join(input, 'packages'), 'bash\ncoreutils\npython3-minimal\n');
    const image = join(directory, 'image');
    await superminSucceeds(['build', '-f', 'ext2', '--size', '1G', input, '-o', image]);
    const { stdout } = await superminSucceeds(['inspect', '--size', image]);
    const file = join(directory, 'size.html');
    writeFileSync(file, stdout, 'latin1');
    await Page.with(join(directory, 'profile'), async (page) => {
      for (const { width, scheme } of VIEWS) {
        const size = { width, height: 900, deviceScaleFactor: 1, mobile: false };
        await page.send('Emulation.setDeviceMetricsOverride', size);
        const features = [{ name: 'prefers-color-scheme', value: scheme }];
        await page.send('Emulation.setEmulatedMedia', { features });
        await page.open(pathToFileURL(file).href);
        if (PICTURES !== undefined) {
          mkdirSync(PICTURES, { recursive: true });
          writeFileSync(join(PICTURES, `${width}-${scheme}.png`), await page.picture());
        }
        const seen = await page.evaluate<Seen>(LOOK);
        expect([width, scheme, seen]).toEqual([
          width,
          scheme,
          { ...seen, pictures: 1, overflow: 0, outside: [], overlapping: [] },
        ]);
        expect(seen.texts).toBeGreaterThan(30);
        expect(seen.lowestContrast).toBeGreaterThan(7);
      }
      expect(page.complaints).toEqual([]);
    });
  });
});
