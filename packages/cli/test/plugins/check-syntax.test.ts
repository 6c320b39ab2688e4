import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundPlugin } from '@supermin/core';
import { expect, it } from 'vitest';
import { checkSyntax } from '../../src/plugins/check-syntax.ts';

it('parses the modules of plugins, and runs none', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'supermin-syntax-'));
  const code = {
    'good.mjs': `import { writeFileSync } from 'node:fs'; writeFileSync('${directory}/ran', '');`,
    'bad.mjs': 'export const writer = {',
    'common.cjs': "#!/usr/bin/node\nreturn exports.x = require('x');",
    'none.mjs': undefined,
  };
  for (const [name, text] of Object.entries(code)) {
    if (text !== undefined) writeFileSync(join(directory, name), text);
  }
  const plugins = Object.keys(code).map((module): FoundPlugin => {
    const writer = { name: 'w', aliases: [], module, description: '', options: [] };
    const manifest = { contract: 1, backends: [], writers: [writer] };
    return { name: module, version: '1.0.0', directory, manifest };
  });
  try {
    const errors = await checkSyntax(plugins, new AbortController().signal);
    expect(errors).toEqual([
      undefined,
      expect.objectContaining({
        code: 'PLUGIN_SYNTAX',
        message: 'its module bad.mjs cannot be parsed: SyntaxError: Unexpected end of input',
      }),
      undefined,
      expect.objectContaining({
        code: 'PLUGIN_SYNTAX',
        message: 'its module none.mjs cannot be read: ENOENT',
      }),
    ]);
    expect(existsSync(join(directory, 'ran'))).toBe(false);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
