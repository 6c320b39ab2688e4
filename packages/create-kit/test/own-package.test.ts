import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { OwnPackage } from '../src/own-package.ts';

it('has the files beside the folder of its modules', () => {
  const directory = scratchDirectory();
  mkdirSync(join(directory, 'template'));
  writeFileSync(join(directory, 'template/a.txt'), 'text');
  writeFileSync(join(directory, 'package.json'), '{"version":"1.2.3"}');
  const own = new OwnPackage(pathToFileURL(join(directory, 'dist/main.js')).href);
  expect(own.template('a.txt')).toBe('text');
  expect(own.version).toBe('1.2.3');
});
