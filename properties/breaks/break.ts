/**
 * What a break is, and how its replacements are written down: by the file whose exports they replace.
 */

/** Exports of a module that are replaced; they are made from the module as it was. */
export type Replace<Module> = (original: Module) => Partial<Module>;

/** The modules that breaks replace exports of, each with its type. */
export interface Modules {
  readonly 'machines/attachment/guards.ts': typeof import('../../machines/attachment/guards.ts');
  readonly 'machines/attachment/updates.ts': typeof import('../../machines/attachment/updates.ts');
  readonly 'machines/attachment/effects.ts': typeof import('../../machines/attachment/effects.ts');
  readonly 'machines/cancellation/effects.ts': typeof import('../../machines/cancellation/effects.ts');
  readonly 'machines/pane/guards.ts': typeof import('../../machines/pane/guards.ts');
  readonly 'machines/pane/updates.ts': typeof import('../../machines/pane/updates.ts');
  readonly 'machines/pane/effects.ts': typeof import('../../machines/pane/effects.ts');
  readonly 'machines/turn/guards.ts': typeof import('../../machines/turn/guards.ts');
  readonly 'machines/turn/updates.ts': typeof import('../../machines/turn/updates.ts');
  readonly 'machines/turn/effects.ts': typeof import('../../machines/turn/effects.ts');
  readonly 'machines/subscription/guards.ts': typeof import('../../machines/subscription/guards.ts');
  readonly 'machines/subscription/updates.ts': typeof import('../../machines/subscription/updates.ts');
  readonly 'machines/subscription/effects.ts': typeof import('../../machines/subscription/effects.ts');
  readonly 'runtime/generated/attachment.ts': typeof import('../../runtime/generated/attachment.ts');
  readonly 'runtime/core/client.ts': typeof import('../../runtime/core/client.ts');
  readonly 'runtime/core/fold.ts': typeof import('../../runtime/core/fold.ts');
  readonly 'runtime/core/host.ts': typeof import('../../runtime/core/host.ts');
  readonly 'runtime/core/screen.ts': typeof import('../../runtime/core/screen.ts');
  readonly 'runtime/client/http-backend.ts': typeof import('../../runtime/client/http-backend.ts');
}

export type Replacements = { readonly [Path in keyof Modules]?: Replace<Modules[Path]> };

export interface Break {
  /** Ids of the races (docs/races.md) that it brings back. */
  readonly races: readonly string[];
  /** What is wrong, as a sentence. */
  readonly what: string;
  /** The promise that has to be found broken. */
  readonly promise: string;
  readonly replace: Replacements;
}
