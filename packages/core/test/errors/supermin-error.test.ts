import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  isSuperminError,
  SuperminError,
  systemErrorCode,
} from '../../src/errors/supermin-error.ts';
import { compiled } from '../support/child.ts';

describe('SuperminError', () => {
  it('carries a code, a hint, an exit status and a cause', () => {
    const cause = new Error('deep');
    const error = new SuperminError('CODE', 'what', { hint: 'do', exitStatus: 7, cause });
    expect(error).toMatchObject({
      name: 'SuperminError',
      code: 'CODE',
      message: 'what',
      hint: 'do',
      exitStatus: 7,
      cause,
    });
    expect(String(error)).toBe('SuperminError: what');
  });

  it('ends with 1 unless it says otherwise, and has no cause of its own', () => {
    const error = new SuperminError('CODE', 'what');
    expect(error).toMatchObject({ exitStatus: 1, hint: undefined });
    expect('cause' in error).toBe(false);
  });
});

describe('isSuperminError', () => {
  it('knows the errors of another copy of this package', async () => {
    const copy = await import(pathToFileURL(`${compiled()}/errors/supermin-error.js`).href);
    const error: unknown = new copy.SuperminError('CODE', 'what');
    expect(error instanceof SuperminError).toBe(false);
    expect(isSuperminError(error)).toBe(true);
    expect(copy.isSuperminError(new SuperminError('CODE', 'what'))).toBe(true);
  });

  it.each([undefined, null, 'text', 7, {}, new Error('x'), { code: 'CODE' }])(
    '%j is none',
    (value) => {
      expect(isSuperminError(value)).toBe(false);
    },
  );
});

describe('systemErrorCode', () => {
  it("tells the system's code and nothing else", () => {
    const caught = (() => {
      try {
        return readFileSync('/nothing');
      } catch (error) {
        return error;
      }
    })();
    expect(systemErrorCode(caught)).toBe('ENOENT');
    expect(systemErrorCode(new SuperminError('ENOENT', 'x'))).toBeUndefined();
    for (const value of [undefined, null, 'ENOENT', new Error('x'), { code: 7 }]) {
      expect(systemErrorCode(value)).toBeUndefined();
    }
  });
});
