export {
  device,
  directory,
  file,
  hostFile,
  ME,
  nodesOf,
  special,
  symlink,
  treeOf,
} from './nodes.ts';
