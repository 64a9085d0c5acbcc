/** A file of a library that the page loads by its address. */
declare module '*.js?url' {
  const url: string;
  export default url;
}
