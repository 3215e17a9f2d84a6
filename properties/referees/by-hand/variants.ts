/**
 * All variants of the models by hand. A model that no variant can break would prove nothing.
 *
 * It must never know the code, nor a model's text.
 */
import { answersVariants } from './answers-variants.ts';
import { cancelVariants } from './cancel-variants.ts';
import { sessionVariants } from './session-variants.ts';
import type { Variant } from './variant.ts';

export const variants: readonly Variant[] = [
  ...sessionVariants.map((variant) => ({ ...variant, model: 'session' as const })),
  ...cancelVariants.map((variant) => ({ ...variant, model: 'cancel' as const })),
  ...answersVariants.map((variant) => ({ ...variant, model: 'answers' as const })),
];
