/**
 * Hears of it when something cannot be printed. Node's streams are made with the first word that is printed, as they take as long
 * to load as many a command to do its work.
 *
 * @returns tells whether all that was printed has been taken; what failed is told first: a stream says so in the next turn only, and
 *   by then the process may have ended
 */
export function watchOutput(
  onError: (error: NodeJS.ErrnoException, stream: NodeJS.WriteStream) => void,
): () => boolean {
  const streams: NodeJS.WriteStream[] = [];
  for (const name of ['stdout', 'stderr'] as const) {
    const { get } = Object.getOwnPropertyDescriptor(process, name)!;
    if (get === undefined) continue;
    const open = (): NodeJS.WriteStream => {
      const stream = get.call(process) as NodeJS.WriteStream;
      Object.defineProperty(process, name, { value: stream, configurable: true, enumerable: true });
      streams.push(stream);
      stream.on('error', (error) => onError(error, stream));
      return stream;
    };
    Object.defineProperty(process, name, { get: open, configurable: true, enumerable: true });
  }
  return () => {
    for (const stream of streams) if (stream.errored) onError(stream.errored, stream);
    return streams.every(({ writableLength }) => writableLength === 0);
  };
}
