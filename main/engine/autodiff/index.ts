/** Differentiation of programs. */
export { gradients } from './gradients.ts';
