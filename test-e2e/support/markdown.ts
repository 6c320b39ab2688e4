/** A block of code in a document. */
export interface CodeBlock {
  language: string;
  text: string;
  /** Of its first line in the document. */
  line: number;
  /** Why it is not run: the text of `<!-- not run: WHY -->` in the line before it. */
  notRun: string | undefined;
}

const BLOCK = /(?:^<!-- not run: ([^\n]+) -->\n)?^```(\w*)\n(.*?)^```$/gms;

export function codeBlocks(document: string): CodeBlock[] {
  return [...document.matchAll(BLOCK)].map(
    ({ index, 0: whole, 1: notRun, 2: language, 3: text }) => ({
      ...{ language: language!, text: text!, notRun },
      line: document.slice(0, index + whole.indexOf('```')).split('\n').length + 1,
    }),
  );
}

/** A command with what it prints. */
export interface SessionStep {
  command: string;
  output: string;
}

/** What follows `$ ` is a command, which a backslash or a here document continues; all else is what it prints. */
export function parseSession(text: string): SessionStep[] {
  const steps: SessionStep[] = [];
  let rest = text;
  while (rest.startsWith('$ ')) {
    const [whole, command = ''] = COMMAND.exec(rest)!;
    rest = rest.slice(whole.length);
    const next = rest.search(/^\$ /m);
    const output = next === -1 ? rest : rest.slice(0, next);
    rest = rest.slice(output.length);
    steps.push({ command, output });
  }
  return steps;
}

const COMMAND = /^\$ (.*<<'(\w+)'\n[\s\S]*?\n\2|(?:.*\\\n)*.*)\n/;
