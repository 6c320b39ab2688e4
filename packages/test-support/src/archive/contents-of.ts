/** As much of an archive's member as is looked at here. */
interface Member {
  name: string;
  type: string;
  content: AsyncIterable<Uint8Array>;
}

/** What is in each member, as text, by name; of what is no file, nothing. */
export async function contentsOf(members: AsyncIterable<Member>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, content, type } of members) {
    const chunks: Uint8Array[] = [];
    if (type === 'file') for await (const chunk of content) chunks.push(chunk);
    found[name] = Buffer.concat(chunks).toString();
  }
  return found;
}
