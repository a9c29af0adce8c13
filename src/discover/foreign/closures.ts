import type { ForeignOrigin } from '../../define/foreign/foreign-function.ts'
import { AssetError } from '../../errors.ts'
import { callable, checkOptions, flag, text } from '../options/option-rules.ts'
import type { AskedFunction, FactsOrMistake, ForeignKind } from './foreign-kind.ts'

type ClosuresOrigin = Extract<ForeignOrigin, { readonly type: 'closures' }>

/** `foreignFunction({ facts, call })`: whoever makes it reads the code, too. */
export const closuresKind: ForeignKind<ClosuresOrigin> = {
  type: 'closures',
  mistakes: (origin) =>
    checkOptions(origin, {
      rules: { type: text, facts: callable, call: callable, inlinesViews: flag },
      required: ['facts', 'call'],
    }),
  async facts(functions, { root, cacheFolder }) {
    const of = async ({ origin }: AskedFunction<ClosuresOrigin>): Promise<FactsOrMistake> => {
      try {
        return await origin.facts({ root, cacheFolder })
      } catch (error) {
        if (AssetError.is(error)) return error
        throw error
      }
    }
    return Promise.all(functions.map(of))
  },
}
