import { PassThrough } from 'node:stream';

const NAMES = ['stdout', 'stderr'] as const;

export interface StandardStreams {
  stdout: PassThrough;
  stderr: PassThrough;
  /** The names of those that were opened, in this order. */
  opened: string[];
  /** What was printed and not read yet. */
  printed(name: (typeof NAMES)[number]): string;
  restore(): void;
}

/** Puts streams in the place of this process's, which are made when they are asked for, as Node's are. */
export function replaceStandardStreams(): StandardStreams {
  const before = NAMES.map(
    (name) => [name, Object.getOwnPropertyDescriptor(process, name)!] as const,
  );
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const opened: string[] = [];
  for (const name of NAMES) {
    const get = () => {
      opened.push(name);
      return streams[name];
    };
    Object.defineProperty(process, name, { get, configurable: true, enumerable: true });
  }
  return {
    ...{ ...streams, opened },
    printed: (name) => String(streams[name].read() ?? ''),
    restore: () => {
      for (const [name, descriptor] of before) Object.defineProperty(process, name, descriptor);
    },
  };
}
