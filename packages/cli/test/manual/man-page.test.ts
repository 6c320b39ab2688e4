import { expect, it } from 'vitest';
import { code, terms, text } from '../../scripts/manual/document.ts';
import { manPage } from '../../scripts/manual/man-page.ts';

it('keeps what troff would take for its own', () => {
  const blocks = [text('.a\\b', "it's"), code("'x --y"), terms([['--o A|B', '.t']])];
  const lines = manPage('box', [{ title: 'One', blocks }]).split('\n');
  expect(lines.slice(1)).toEqual([
    '.TH BOX 1 "" "supermin 6" "User Commands"',
    '.SH "ONE"',
    '\\&.a\\eb it\\(aqs',
    ...['.PP', '.RS 4', '.nf', '\\(aqx \\-\\-y', '.fi', '.RE'],
    ...['.TP', '\\fB\\-\\-o\\fR \\fIA|B\\fR', '\\&.t'],
    '',
  ]);
});
