import type { Block, Section } from './document.ts';

/** The manual as Markdown. */
export function markdown(title: string, sections: readonly Section[]): string {
  return `# ${title}\n\n${sections.map((section) => sectionText(section, 2)).join('\n')}`;
}

function sectionText({ title, blocks, sections = [] }: Section, level: number): string {
  return [
    `${'#'.repeat(level)} ${title}\n`,
    ...blocks.map(blockText),
    ...sections.map((section) => sectionText(section, level + 1)),
  ].join('\n');
}

function blockText(block: Block): string {
  if (block.kind === 'text') return `${escaped(block.text)}\n`;
  if (block.kind === 'code') return `\`\`\`\n${block.lines.join('\n')}\n\`\`\`\n`;
  return block.terms
    .map(
      ({ forms, text }) => `- ${forms.map((form) => `\`${form}\``).join(', ')}: ${escaped(text)}\n`,
    )
    .join('');
}

/** Characters that Markdown would take for its own. */
function escaped(text: string): string {
  return text.replace(/[*_<>[\]`\\]/g, '\\$&');
}
