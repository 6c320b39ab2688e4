import type { Rows } from '../../src/explain/explanation.ts';
import { AREAS } from '../../src/explain/table.ts';
import { type Section, text } from './document.ts';

/** docs/errors.md: every error, from the table of `supermin explain`. */
export function errors(): Section[] {
  return [
    {
      title: 'Codes',
      blocks: [
        text(
          'Every error of supermin has a code that stays the same from version to version, while its text may change.',
          'Programs find it as the property code of a SuperminError; the command tells it where an error has no hint, with -v always.',
          "'supermin explain CODE' prints what is here. Errors of other plugins are documented by these.",
        ),
      ],
    },
    ...AREAS.map(([title, rows]) => ({ title, blocks: [], sections: sections(rows) })),
  ];
}

function sections(rows: Rows): Section[] {
  return Object.entries(rows).map(([code, [what, why, remedy]]) => ({
    title: code,
    blocks: [text(what), text('Why:', why), text('What to do:', remedy)],
  }));
}
