export { plantPlugins } from './plant-plugins.ts';
