/** A member of a hostile archive: every field may be set to any bytes (latin-1). */
export interface Member {
  name: string;
  /** Default: a regular file. */
  type?: string;
  content?: string;
  linkname?: string;
  mode?: number;
  uid?: number;
  /** Records of a pax header in front of it. */
  pax?: Record<string, string>;
  /** Raw bytes of numeric fields. */
  fields?: {
    mode?: string;
    uid?: string;
    size?: string;
    mtime?: string;
    major?: string;
    minor?: string;
  };
}

/** Makes an archive, as wrong as one likes, independent of what the product has for that. */
export function archive(members: readonly Member[]): Buffer {
  return Buffer.concat([...members.flatMap(member), Buffer.alloc(1024)]);
}

function member(what: Member): Buffer[] {
  const extra = what.pax ? member({ name: 'pax', type: 'x', content: records(what.pax) }) : [];
  const content = Buffer.from(what.content ?? '', 'latin1');
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return [...extra, header(what, content.length), content, padding];
}

function header(what: Member, size: number): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  block.write(what.name, 0, 100, 'latin1');
  block.write(what.fields?.mode ?? octal(what.mode ?? 0o644, 7), 100, 8, 'latin1');
  block.write(what.fields?.uid ?? octal(what.uid ?? 0, 7), 108, 8, 'latin1');
  block.write(octal(0, 7), 116, 8, 'latin1');
  block.write(what.fields?.size ?? octal(size, 11), 124, 12, 'latin1');
  block.write(what.fields?.mtime ?? octal(1_000_000_000, 11), 136, 12, 'latin1');
  block.write(what.type ?? '0', 156, 1, 'latin1');
  block.write(what.linkname ?? '', 157, 100, 'latin1');
  block.write('ustar\x0000', 257, 8, 'latin1');
  block.write(what.fields?.major ?? octal(0, 7), 329, 8, 'latin1');
  block.write(what.fields?.minor ?? octal(0, 7), 337, 8, 'latin1');
  block.write('        ', 148, 8, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, 8, 'latin1');
  return block;
}

function records(pax: Record<string, string>): string {
  return Object.entries(pax)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`;
      const guess = String(rest.length).length + rest.length;
      return `${String(guess).length + rest.length}${rest}`;
    })
    .join('');
}
