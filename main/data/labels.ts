/** Class numbers of images, `[N]`, in shared memory. */
export type Labels = Uint8Array | Uint16Array;
