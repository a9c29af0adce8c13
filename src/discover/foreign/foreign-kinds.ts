import type { ForeignOrigin } from '../../define/foreign/foreign-function.ts'
import { pythonKind } from '../python/python-kind.ts'
import { closuresKind } from './closures.ts'
import type { ForeignKind } from './foreign-kind.ts'

/** Every kind of function that is in another language. */
export const foreignKinds: readonly ForeignKind[] = [closuresKind, pythonKind]

export function foreignKind({ type }: ForeignOrigin): ForeignKind {
  const match = foreignKinds.find((kind) => kind.type === type)
  if (match === undefined) throw new Error(`no kind of foreign function is called ${JSON.stringify(type)}`)
  return match
}
