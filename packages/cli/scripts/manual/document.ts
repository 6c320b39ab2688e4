/** A piece of the manual, before it is Markdown or a man page. */
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'code'; lines: readonly string[] }
  /** What each thing means: options, variables, statuses. */
  | { kind: 'terms'; terms: readonly Term[] };

export interface Term {
  /** Ways to write it: `-o DIR`, `--output DIR`. */
  forms: readonly string[];
  text: string;
}

export interface Section {
  title: string;
  blocks: readonly Block[];
  sections?: readonly Section[];
}

export function text(...lines: string[]): Block {
  return { kind: 'text', text: lines.join(' ') };
}

export function code(...lines: string[]): Block {
  return { kind: 'code', lines };
}

export function terms(rows: readonly (readonly [form: string, text: string])[]): Block {
  return { kind: 'terms', terms: rows.map(([form, text]) => ({ forms: [form], text })) };
}
