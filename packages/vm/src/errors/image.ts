import { SuperminError } from '@supermin/core';

/** @param option that chooses among packages */
export function imageIsWhole(option: string): SuperminError {
  const text = `no effect of ${option}: all that is in the container image is in the VM`;
  return new SuperminError('IMAGE_WHOLE', text, {
    hint: 'leave it out; to choose among the packages of an image, specify a small appliance',
  });
}
