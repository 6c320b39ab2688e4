import type { SaxesOptions, SaxesTagPlain } from 'saxes';

/** Bytes without the end of a tag: no text of an index is as long. */
const LONGEST = 16 << 20;

/** Elements in each other: an index has six. */
const DEEPEST = 100;

export type Attributes = Readonly<Record<string, string>>;

/** What is told of a document, in its order. Texts are byte strings. */
export interface XmlHandler {
  open(name: string, attributes: Attributes): void;
  /** @param text of the element itself, without that of elements in it */
  close(name: string, text: string): void;
}

const PLAIN: SaxesOptions & { xmlns: false } = { xmlns: false, position: false };

/**
 * Reads a document in pieces; never more of it is in memory than a tag and a text.
 *
 * @param fault makes the error for what is no XML
 */
export async function readXml(
  chunks: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  fault: (problem: string) => Error,
): Promise<void> {
  // Loaded when there is such a document: no other command needs it.
  const { SaxesParser } = await import('./saxes-parser.ts');
  const parser = new SaxesParser(PLAIN);
  const events = new Events(handler, fault);
  parser.on('error', (error) => {
    throw fault(error.message);
  });
  parser.on('doctype', () => {
    throw fault('it declares a document type');
  });
  parser.on('opentag', (tag: SaxesTagPlain) => events.open(tag));
  parser.on('text', (text) => events.text(text));
  parser.on('closetag', (tag: SaxesTagPlain) => events.close(tag));
  for await (const chunk of chunks) {
    events.waiting += chunk.length;
    parser.write(latin1(chunk));
    if (events.waiting > LONGEST) throw fault(`more than ${LONGEST} bytes without a tag`);
  }
  parser.close();
}

class Events {
  /** Bytes since the last tag. */
  waiting = 0;
  #depth = 0;
  #text = '';

  constructor(
    private readonly handler: XmlHandler,
    private readonly fault: (problem: string) => Error,
  ) {}

  open({ name, attributes }: SaxesTagPlain): void {
    this.#tag();
    if (++this.#depth > DEEPEST) throw this.fault(`more than ${DEEPEST} levels of elements`);
    this.#text = '';
    this.handler.open(name, attributes);
  }

  text(text: string): void {
    this.#text += text;
  }

  close({ name }: SaxesTagPlain): void {
    this.#tag();
    this.#depth--;
    this.handler.close(name, this.#text);
    this.#text = '';
  }

  #tag(): void {
    this.waiting = 0;
  }
}

function latin1(chunk: Uint8Array): string {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
}
