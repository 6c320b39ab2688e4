import type { Block, Section, Term } from './document.ts';

/** The manual as a page of section 1, in the macros of man(7). */
export function manPage(name: string, sections: readonly Section[]): string {
  return [
    '.\\" Made by "npm run docs:cli"; do not edit.',
    `.TH ${escaped(name.toUpperCase())} 1 "" "supermin 6" "User Commands"`,
    ...sections.flatMap((section) => sectionLines(section, '.SH')),
    '',
  ].join('\n');
}

function sectionLines({ title, blocks, sections = [] }: Section, macro: '.SH' | '.SS'): string[] {
  return [
    `${macro} "${macro === '.SH' ? title.toUpperCase() : title}"`,
    ...blocks.flatMap((block, index) => blockLines(block, index === 0)),
    // There are only two levels.
    ...sections.flatMap((section) => sectionLines(section, '.SS')),
  ];
}

function blockLines(block: Block, first: boolean): string[] {
  if (block.kind === 'text') return [...(first ? [] : ['.PP']), line(block.text)];
  if (block.kind === 'terms') return block.terms.flatMap(termLines);
  const lines = ['.nf', ...block.lines.map((text) => line(text)), '.fi'];
  return first ? lines : ['.PP', '.RS 4', ...lines, '.RE'];
}

function termLines({ forms, text }: Term): string[] {
  return ['.TP', forms.map(form).join(', '), line(text)];
}

/** `--output DIR`: the option bold, what stands for the value in italics. */
function form(text: string): string {
  const [, option, value] = /^(-\S+)(?: (.+))?$/.exec(text) ?? [];
  if (option === undefined) return `\\fB${line(text)}\\fR`;
  const bold = `\\fB${escaped(option)}\\fR`;
  return value === undefined ? bold : `${bold} \\fI${escaped(value)}\\fR`;
}

/** A line that begins with a dot or a quote would be a request. */
function line(text: string): string {
  return escaped(text).replace(/^[.']/, '\\&$&');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq');
}
