import type { ForeignOrigin } from '../../define/foreign/foreign-function.ts'
import type { ForeignKind } from './foreign-kind.ts'

type ClosuresOrigin = Extract<ForeignOrigin, { readonly type: 'closures' }>

/** `foreignFunction({ facts, call })`: whoever makes it reads the code, too. */
export const closuresKind: ForeignKind<ClosuresOrigin> = {
  type: 'closures',
  facts: async ({ facts }, { root, cacheFolder }) => facts({ root, cacheFolder }),
}
