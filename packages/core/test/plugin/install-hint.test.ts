import { expect, it } from 'vitest';
import { installHint } from '../../src/index.ts';

it('names the package, and npm, which installs it', () => {
  expect(installHint('supermin-writer-tar')).toMatch(/^'npm install supermin-writer-tar' /);
});
