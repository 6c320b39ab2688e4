/** Modules of Node that it has loaded before any program: a detour would cost more than they do. */
const THERE: ReadonlySet<string> = new Set(['fs', 'path', 'url', 'events']);

/**
 * A `require` that loads Node's modules when something of them is used: they take half a millisecond to three each, and no
 * command uses all that the bundle names.
 */
export function lateRequire(require: NodeJS.Require): (name: string) => unknown {
  return (name) => (THERE.has(name) ? require(name) : late(() => require(name)));
}

function late(load: () => object): object {
  const module: object = new Proxy(
    {},
    {
      get: (_, property) => Reflect.get(load(), property),
      has: (_, property) => Reflect.has(load(), property),
      // `import * as` becomes a copy of the own properties, over the same prototype: no copy, and everything inherited.
      getPrototypeOf: () => module,
    },
  );
  return module;
}
