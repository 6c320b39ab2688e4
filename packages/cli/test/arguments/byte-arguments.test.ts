import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { byteArguments } from '../../src/arguments/byte-arguments.ts';

it('has a character for each byte', () => {
  expect(byteArguments(['run', 'd\u00e9'])).toEqual(['run', 'd\xc3\xa9']);
});

it('believes the caller who set other arguments than the kernel knows', () => {
  expect(byteArguments(['run', 'a\ufffd'])).toEqual(['run', 'a\xef\xbf\xbd']);
});

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

it('asks the kernel where one of several arguments is no UTF-8', () => {
  const source = pathOf('../../src/arguments/byte-arguments.ts');
  const program = `import { byteArguments } from ${JSON.stringify(source)};
    console.log(JSON.stringify(byteArguments(process.argv.slice(1))));`;
  const loader = pathOf('../../../../scripts/from-sources/register.mjs');
  const node = [process.execPath, '--import', loader, '--input-type=module', '-e', program];
  const script = 'exec "$@" run "$(printf "d\\377")" "$(printf "\\303\\251")"';
  const { stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', ...node], { encoding: 'utf8' });
  expect(JSON.parse(stdout || stderr)).toEqual(['run', 'd\xff', '\xc3\xa9']);
});
