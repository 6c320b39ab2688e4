import type { TableBuilder } from './table-builder.ts';

/** No stanza has more: the largest of Debian has 40,000. */
const LONGEST_STANZA = 1 << 22;

/**
 * Adds all stanzas of a Packages file to a table.
 *
 * @param fault makes the error for a file that is none
 * @throws what `chunks` throws
 */
export async function readPackages(
  chunks: AsyncIterable<Uint8Array>,
  { builder, source }: { builder: TableBuilder; source: number },
  fault: (problem: string) => Error,
): Promise<void> {
  let rest = '';
  const add = (stanza: string) => {
    if (stanza.trim() === '' || builder.add(stanza, source)) return;
    throw fault('a paragraph without Package and Version');
  };
  for await (const chunk of chunks) {
    const text =
      rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    let start = 0;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n', start)) {
      add(text.slice(start, end));
      start = end + 2;
    }
    rest = text.slice(start);
    if (rest.length > LONGEST_STANZA) throw fault('a paragraph of more than 4 MB');
  }
  add(rest);
}
