import { SuperminError } from '@supermin/core';

/** @param option that chooses among packages */
export function imageIsWhole(option: string): SuperminError {
  const text = `no effect of ${option}: all that is in the container image is in the VM`;
  return new SuperminError('IMAGE_WHOLE', text, {
    hint: 'leave it out; to choose among the packages of an image, specify a small appliance',
  });
}

export function noImage(text: string): SuperminError {
  return new SuperminError('IMAGE_REFERENCE', `'${text}' does not name a container image`, {
    hint: 'write oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:NAME] or docker://NAME',
  });
}
