import type { SuperminEvent } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { ScriptOutput } from '../../src/configure/script-output.ts';

function started() {
  const events: SuperminEvent[] = [];
  const output = new ScriptOutput((event) => void events.push(event));
  const lines = () => events.map((event) => ('text' in event ? event.text : ''));
  return { output, lines };
}

function end(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => stream.end(() => resolve()));
}

describe('ScriptOutput', () => {
  it('reports whole lines of two streams as they come, and a last one without an end', async () => {
    const { output, lines } = started();
    const [one, two] = [output.stream(), output.stream()];
    one.write('a');
    two.write('b\n\n');
    one.write('a\nlast');
    await end(one);
    await end(two);
    expect(lines()).toEqual(['configure: b', 'configure: aa', 'configure: last']);
    expect(output.text).toBe('b\n\naa\nlast\n');
  });

  it('keeps the end, for the step that is under way', async () => {
    const { output } = started();
    const stream = output.stream();
    for (let at = 0; at < 100; at++) stream.write(`${at}\n`);
    expect(output.lastLines()).toBe(Array.from({ length: 40 }, (_, at) => at + 60).join('\n'));
    output.next();
    expect(output.lastLines()).toBe('');
  });

  it('needs no end of a line, and little memory', () => {
    const { output, lines } = started();
    output.stream().write('x'.repeat(1_000_000));
    expect(lines()).toHaveLength(1);
    expect(output.text.length).toBeLessThanOrEqual(65_536);
  });

  it('knows whether a line of this step told of a failure, however much came after it', () => {
    const { output } = started();
    output.next((line) => line.startsWith('bad'));
    const stream = output.stream();
    stream.write('not bad\n');
    expect(output.hasFailed).toBe(false);
    stream.write('bad\n');
    for (let at = 0; at < 20_000; at++) stream.write('nothing else\n');
    expect(output.hasFailed).toBe(true);
    expect(output.lastLines()).toBe('not bad\nbad');
    expect(output.text.startsWith('not bad\nbad\n')).toBe(true);
    expect(output.text.length).toBeLessThanOrEqual(2 * 65_536);
    output.next();
    expect(output.hasFailed).toBe(false);
  });
});
