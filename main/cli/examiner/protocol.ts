/** What the host asks the process that holds a network and its test images. Both are of one build, so nothing is checked. */
import type { TriedImage, WrittenText } from '../../api/index.ts';
import type { StoredEvaluation } from '../../runs/index.ts';
import type { WrittenOptions } from '../language/write-text.ts';

/** What is asked. */
export type ExaminerRequest =
  | {
      readonly kind: 'images';
      readonly run: string;
      /** Whose test images. */
      readonly data: StoredEvaluation['data'];
      /** Their places in the test set. */
      readonly indices: readonly number[];
    }
  | {
      readonly kind: 'try';
      readonly run: string;
      /** The file in base64. */
      readonly image: string;
      readonly name: string;
      readonly invert: boolean;
    }
  | ({ readonly kind: 'write'; readonly run: string } & WrittenOptions);

/** What is answered to each kind. */
export interface ExaminerAnswers {
  /** PNG data URLs, in the order of the request. */
  readonly images: readonly string[];
  readonly try: TriedImage;
  readonly write: WrittenText;
}

/** A request on its way. */
export interface ExaminerCall {
  readonly id: number;
  readonly request: ExaminerRequest;
}

/** An answer on its way. */
export type ExaminerReply =
  | { readonly id: number; readonly answer: ExaminerAnswers[keyof ExaminerAnswers] }
  | { readonly id: number; readonly problem: { readonly code: string; readonly message: string } };
