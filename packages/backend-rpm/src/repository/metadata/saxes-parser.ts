/** In a module of its own, so that it is loaded when it is needed: a bundler gives names to what `import()` of a CommonJS package has not. */
export { SaxesParser } from 'saxes';
