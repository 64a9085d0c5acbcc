/** Where a space was published. */
export interface PaperSource {
  readonly paper: string;
  /** The number at arXiv: `1806.09055`. */
  readonly arxiv: string | null;
  /** What to know about the list: the name in the code, how the paper differs. */
  readonly note: string | null;
}
