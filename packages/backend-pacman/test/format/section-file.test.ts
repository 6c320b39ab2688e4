import { describe, expect, it } from 'vitest';
import { SectionFile } from '../../src/format/section-file.ts';

const parse = (text: string) => new SectionFile('/db/desc', text);
const damaged = (problem: string) =>
  expect.objectContaining({ code: 'PACMAN_DAMAGED', message: `/db/desc: ${problem}` });

describe('SectionFile', () => {
  it('has the lines of sections', () => {
    const file = parse('%NAME%\nbash\n\n%URL%\n\n\n%DEPENDS%\nglibc\nreadline>=8\n\n');
    expect(file.line('NAME')).toBe('bash');
    expect(file.lines('URL')).toEqual([]);
    expect(file.lines('DEPENDS')).toEqual(['glibc', 'readline>=8']);
    expect(file.lines('PROVIDES')).toEqual([]);
  });

  it('knows a file that is called like a section', () => {
    const file = parse('%FILES%\n%BACKUP%\netc/x\n\n%BACKUP%\netc/x\td\n\n');
    expect(file.lines('FILES')).toEqual(['%BACKUP%', 'etc/x']);
    expect(file.lines('BACKUP')).toEqual(['etc/x\td']);
  });

  it('may be empty, as for a package without files', () => {
    expect(parse('').lines('FILES')).toEqual([]);
  });

  it.each([
    ['%NAME%\nbash', ['bash'], []],
    ['%NAME%\nbash\n', ['bash'], []],
    ['%NAME%\nbash\n\n%DEPENDS%', ['bash'], []],
    ['%NAME%\nbash\n\n%DEPENDS%\nglibc\nread', ['bash'], ['glibc', 'read']],
    ['%NAME%\nbash\n\n%DEP', ['bash'], []],
  ])('is read as far as it goes, and says that it is cut off: %j', (text, name, depends) => {
    const file = parse(text);
    expect([file.lines('NAME'), file.lines('DEPENDS')]).toEqual([name, depends]);
    expect(file.isCutOff).toBe(true);
  });

  it.each(['', '%NAME%\nbash\n\n', '%NAME%\nbash\n\n\n'])('is whole: %j', (text) => {
    expect(parse(text).isCutOff).toBe(false);
  });

  it.each([
    ['%NAME%\nba\0sh\n\n', 'it has a zero byte'],
    ['%NAME%\na\n\n%NAME%\nb\n\n', 'it has two sections %NAME%'],
  ])('is damaged: %j', (text, problem) => {
    expect(() => parse(text)).toThrow(damaged(problem));
  });

  it('has one line where there has to be one', () => {
    const file = parse('%NAME%\na\nb\n\n');
    expect(() => file.line('NAME')).toThrow(damaged('it has not one line in %NAME%'));
    expect(() => file.line('VERSION')).toThrow(damaged('it has not one line in %VERSION%'));
  });
});
