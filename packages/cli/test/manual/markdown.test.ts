import { expect, it } from 'vitest';
import { code, terms, text } from '../../scripts/manual/document.ts';
import { markdown } from '../../scripts/manual/markdown.ts';

it('keeps what Markdown would take for its own', () => {
  const inner = { title: 'Two', blocks: [terms([['--o <A|B>', 'a * b']])] };
  const blocks = [text('a_b', '[c]'), code('x *')];
  expect(markdown('T', [{ title: 'One', blocks, sections: [inner] }])).toBe(
    '# T\n\n## One\n\na\\_b \\[c\\]\n\n```\nx *\n```\n\n### Two\n\n- `--o <A|B>`: a \\* b\n',
  );
});
