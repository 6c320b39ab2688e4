/** A table in Markdown; the first column is text, the others figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(literal).join(' | ')} |`;
  const rule = `|---|${'---:|'.repeat(head.length - 1)}`;
  return `${[line(head), rule, ...rows.map(line)].join('\n')}\n`;
}

function literal(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
