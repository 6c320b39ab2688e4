import { expect, it } from 'vitest';
import { interpretersOf } from '../../src/program/shebang.ts';

it.each([
  ['#!/bin/sh\necho', ['/bin/sh']],
  ['#! /bin/sh -e\n', ['/bin/sh']],
  ['#!/bin/sh', ['/bin/sh']],
  ['#!/usr/bin/python3 -I\n', ['/usr/bin/python3']],
  ['#!/usr/bin/env node\n', ['/usr/bin/env', 'node']],
  ['#!/usr/bin/env -S node --test\n', ['/usr/bin/env', 'node']],
  ['#!/usr/bin/env -vS NODE_ENV=test A=1 node -x\n', ['/usr/bin/env', 'node']],
  ['#!/usr/bin/env --split-string=node -x\n', ['/usr/bin/env', 'node']],
  ['#!/usr/bin/env\n', ['/usr/bin/env']],
  ['#!/usr/bin/environment node\n', ['/usr/bin/environment']],
  ['#!\n', []],
  ['# !/bin/sh\n', []],
  ['\x7fELF', []],
  ['', []],
])('%j', (text, programs) => {
  expect(interpretersOf(Buffer.from(text, 'latin1'))).toEqual(programs);
});
