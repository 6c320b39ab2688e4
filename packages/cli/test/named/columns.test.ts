import { expect, it } from 'vitest';
import { columns } from '../../src/named/columns.ts';

it('columns are as wide as what is in them, and lines end where they do', () => {
  expect(
    columns([
      ['NAME', 'PORTS'],
      ['a-long-name', ''],
      ['b', '80'],
    ]),
  ).toBe('NAME         PORTS\na-long-name\nb            80\n');
});
