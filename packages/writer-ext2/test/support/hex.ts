/** Like a hex dump: `offset bytes` for each row that is not all zeros. */
export function hexRows(bytes: Buffer, width = 16): string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.toString('hex', at, Math.min(at + width, bytes.length));
    if (!/^0+$/.test(row)) rows.push(`${at.toString(16).padStart(3, '0')} ${row}`);
  }
  return rows;
}
