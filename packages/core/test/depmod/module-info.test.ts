import { describe, expect, it } from 'vitest';
import { moduleInfo } from '../../src/depmod/module-info.ts';
import { kernelModule, SHAPES } from '../support/modules.ts';

describe('moduleInfo', () => {
  it.each(SHAPES)('reads modules of any class and byte order: %j', (shape) => {
    const info = ['depends=a,b-c', 'alias=x', 'softdep=pre: y', 'name=m', 'alias=z'];
    const bytes = kernelModule(info, shape);
    expect(moduleInfo(bytes)).toEqual({
      depends: ['a', 'b-c'],
      aliases: ['x', 'z'],
      softdeps: ['pre: y'],
    });
    expect(moduleInfo(bytes.subarray(0, -40))).toBeUndefined();
  });

  it('an empty list, or none, is of no names', () => {
    const none = { depends: [], aliases: [], softdeps: [] };
    expect(moduleInfo(kernelModule(['depends=']))).toEqual(none);
    expect(moduleInfo(kernelModule([]))).toEqual(none);
  });

  it('a key is the whole of what stands before the first `=`', () => {
    const info = ['alias=of:N*T=a', 'dependsx=a', 'xdepends=b', 'aliases', 'softdep'];
    expect(moduleInfo(kernelModule(info))).toEqual({
      depends: [],
      aliases: ['of:N*T=a'],
      softdeps: [],
    });
  });

  it('knows what is no module', () => {
    expect(moduleInfo(Buffer.from('text'))).toBeUndefined();
    expect(moduleInfo(Buffer.alloc(200))).toBeUndefined();
    const other = kernelModule(['depends=a']);
    other.write('.others', other.indexOf('.modinfo'), 'latin1');
    expect(moduleInfo(other)).toBeUndefined();
  });
});
