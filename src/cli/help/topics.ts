import { exitCodesHelp } from './exit-codes.ts'
import { selectionHelp } from './selection.ts'

/**
 * The topics of `assets help` that are no command. Without a prototype, so that `assets help constructor` finds
 * nothing.
 */
export const helpTopics: Readonly<Record<string, string>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, string>, {
    'exit-codes': exitCodesHelp(),
    selection: selectionHelp(),
  }),
)
