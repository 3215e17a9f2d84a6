/**
 * What a break is, and how its replacements are written down: by the file whose exports they
 * replace, made from the exports as they were.
 *
 * It names modules for their types alone, and never loads one.
 */
import type * as attachmentEffects from '../../machines/attachment/effects.ts';
import type * as attachmentGuards from '../../machines/attachment/guards.ts';
import type * as attachmentUpdates from '../../machines/attachment/updates.ts';
import type * as cancellationEffects from '../../machines/cancellation/effects.ts';
import type * as paneEffects from '../../machines/pane/effects.ts';
import type * as paneGuards from '../../machines/pane/guards.ts';
import type * as paneUpdates from '../../machines/pane/updates.ts';
import type * as sessionGuards from '../../machines/session/guards.ts';
import type * as sessionUpdates from '../../machines/session/updates.ts';
import type * as subscriptionEffects from '../../machines/subscription/effects.ts';
import type * as subscriptionGuards from '../../machines/subscription/guards.ts';
import type * as subscriptionUpdates from '../../machines/subscription/updates.ts';
import type * as turnEffects from '../../machines/turn/effects.ts';
import type * as turnGuards from '../../machines/turn/guards.ts';
import type * as turnUpdates from '../../machines/turn/updates.ts';
import type * as httpBackend from '../../runtime/client/http-backend.ts';
import type * as client from '../../runtime/core/client.ts';
import type * as fold from '../../runtime/core/fold.ts';
import type * as record from '../../runtime/core/record.ts';
import type * as screen from '../../runtime/core/screen.ts';
import type * as attachment from '../../runtime/generated/attachment.ts';
import type * as turn from '../../runtime/generated/turn.ts';

/** Exports of a module that are replaced; they are made from the module as it was. */
export type Replace<Module> = (original: Module) => Partial<Module>;

/** The modules that breaks replace exports of, each with its type. */
export interface Modules {
  readonly 'machines/attachment/guards.ts': typeof attachmentGuards;
  readonly 'machines/attachment/updates.ts': typeof attachmentUpdates;
  readonly 'machines/attachment/effects.ts': typeof attachmentEffects;
  readonly 'machines/cancellation/effects.ts': typeof cancellationEffects;
  readonly 'machines/pane/guards.ts': typeof paneGuards;
  readonly 'machines/pane/updates.ts': typeof paneUpdates;
  readonly 'machines/pane/effects.ts': typeof paneEffects;
  readonly 'machines/turn/guards.ts': typeof turnGuards;
  readonly 'machines/turn/updates.ts': typeof turnUpdates;
  readonly 'machines/turn/effects.ts': typeof turnEffects;
  readonly 'machines/session/guards.ts': typeof sessionGuards;
  readonly 'machines/session/updates.ts': typeof sessionUpdates;
  readonly 'machines/subscription/guards.ts': typeof subscriptionGuards;
  readonly 'machines/subscription/updates.ts': typeof subscriptionUpdates;
  readonly 'machines/subscription/effects.ts': typeof subscriptionEffects;
  readonly 'runtime/generated/attachment.ts': typeof attachment;
  readonly 'runtime/generated/turn.ts': typeof turn;
  readonly 'runtime/core/client.ts': typeof client;
  readonly 'runtime/core/fold.ts': typeof fold;
  readonly 'runtime/core/record.ts': typeof record;
  readonly 'runtime/core/screen.ts': typeof screen;
  readonly 'runtime/client/http-backend.ts': typeof httpBackend;
}

export type Replacements = { readonly [Path in keyof Modules]?: Replace<Modules[Path]> };

export interface Break {
  /** Ids of the races (docs/races.md) that it brings back. */
  readonly races: readonly string[];
  /** What is wrong, as a sentence. */
  readonly what: string;
  /** The promise that has to be found broken. */
  readonly promise: string;
  /** The seed of its search: one that comes to a run that shows it soon. */
  readonly seed: number;
  readonly replace: Replacements;
}
