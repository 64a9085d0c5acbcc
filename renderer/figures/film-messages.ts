/** What the page hands to the worker that makes films. */
export type FilmTask =
  | {
      readonly kind: 'picture';
      /** RGBA. */
      readonly pixels: ArrayBuffer;
      readonly width: number;
      readonly height: number;
      readonly delayMs: number;
      /** Colours that must be exact: those of the scale and of the families. */
      readonly colours: readonly (readonly [red: number, green: number, blue: number])[];
    }
  | { readonly kind: 'end' };

/** What the worker answers. */
export type FilmAnswer = { readonly kind: 'taken' } | { readonly kind: 'film'; readonly bytes: Uint8Array };
