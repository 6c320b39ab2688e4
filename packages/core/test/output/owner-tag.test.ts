import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bootId, isDeadTag, isTag, ownerTag } from '../../src/output/owner-tag.ts';
import { compiled, script } from '../support/child.ts';
import { available } from '../support/programs.ts';

const DAY = 24 * 3600;

describe.runIf(available('/proc, to see processes', existsSync('/proc/self/ns/pid')))(
  'ownerTag',
  () => {
    it('is never the same twice, and alive', () => {
      const tags = Array.from({ length: 1000 }, ownerTag);
      expect(new Set(tags).size).toBe(1000);
      expect(isTag(tags[0]!)).toBe(true);
      expect(isDeadTag(tags[0]!, 10 * DAY)).toBe(false);
    });

    it('is alive as long as its process is', async () => {
      const code = `
      import { ownerTag } from '@core/output/owner-tag.js';
      console.log(ownerTag()); setInterval(() => {}, 1000);`;
      const { child, ended, says } = script(compiled(), code);
      const tag = (await says('\n')).trim();
      expect(isDeadTag(tag, 10 * DAY)).toBe(false);
      child.kill('SIGKILL');
      await ended;
      expect(isDeadTag(tag, 0)).toBe(true);
    });

    it("another process that has the dead one's number does not keep it alive", () => {
      const [head, boot, namespace, pid] = ownerTag().split('-');
      expect(isDeadTag([head, boot, namespace, pid, '1', 'ab'].join('-'), 0)).toBe(true);
    });

    it('of another boot or container: dead after a day', () => {
      const [head, boot, namespace, ...rest] = ownerTag().split('-');
      for (const tag of [
        [head, '00000000', namespace, ...rest].join('-'),
        [head, boot, '1', ...rest].join('-'),
      ]) {
        expect([isDeadTag(tag, DAY - 60), isDeadTag(tag, DAY + 60)]).toEqual([false, true]);
      }
    });
  },
);

describe('isDeadTag', () => {
  it.each([
    '',
    'supermin-',
    'supermin-x-1-1-1-1',
    'supermin-12345678-1-1-1',
    'xsupermin-12345678-1-1-1-1',
    'supermin-12345678-1-1-1-1.bak',
  ])('does not touch what is no tag: %j', (text) => {
    expect(isTag(text)).toBe(false);
    expect(isDeadTag(text, 1000 * DAY)).toBe(false);
  });
});

it('bootId stays the same', () => {
  expect(bootId()).toMatch(/^[0-9a-f-]{8,}$/);
  expect(bootId()).toBe(bootId());
});
