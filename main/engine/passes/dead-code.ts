export { withoutUnused as deadCode } from '../program/index.ts';
