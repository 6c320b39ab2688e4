import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';
import { notices } from '../core/scripts/bundle/notices.ts';

/** The package comes without the file that its licence is in. */
const SAXES = `The ISC License

Copyright (c) Isaac Z. Schlueter, Louis-Dominique Dubeau and Contributors

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that
the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES
OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR
ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS
ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
`;

/** saxes, and what it depends on, are in the build: an installation has our own packages only. */
export default defineConfig(
  library({
    noExternal: ['saxes'],
    esbuildPlugins: [notices('dist/THIRD-PARTY-NOTICES.txt', { saxes: SAXES })],
  }),
);
