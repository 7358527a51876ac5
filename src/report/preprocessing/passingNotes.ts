import type { JudgeNote } from '../../preprocessing/judge/judge.ts';
import { notIdentifiableSentence } from './identifiable.ts';

/**
 * What a passing judgement leaves open, as sentences: what the image cannot show, and what is allowed without need.
 *
 * @param image as users name it
 */
export const passingNotes = (notes: readonly JudgeNote[], image: string | undefined): string[] =>
  notes.flatMap((note) => {
    const about = image === undefined ? '' : `${image}: `;
    switch (note.kind) {
      case 'not-identifiable':
        return [`${about}${notIdentifiableSentence(note.step, note.why)}`];
      case 'allow-unused':
        return [`${about}${note.step} is allowed to differ (${note.reason}), but does not: leave it out of allow`];
      default:
        return [];
    }
  });
