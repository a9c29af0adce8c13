import type { AnyFunction, Definition } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import { contextReads } from '../options/context-reads.ts'
import type { FunctionParameters } from '../parameters/upstream-names.ts'

interface Subject {
  readonly name: string
  readonly at: string
}

/**
 * `run` is undefined where the definition stands on a function of another language, whose context is handed on whole.
 */
interface Reader extends Subject, Pick<FunctionParameters, 'resources'> {
  readonly run: AnyFunction | undefined
}

export const readsPrevious = ({ options }: Definition): boolean => 'previous' in options && options.previous === true

/** The option `previous` and the name `previous` in the context: neither does anything without the other. */
export function previousMistake(definition: Definition, { name, at, run, resources }: Reader): AssetError | undefined {
  const isNamed = namesPrevious(run, resources)
  const hasOption = readsPrevious(definition)
  if (isNamed === undefined || isNamed === hasOption) return undefined
  const [message, fix] = hasOption
    ? [
        `${name} has previous, which its function does not read`,
        'name it, as in ({ … }, { previous }), or remove the option',
      ]
    : nodeKinds[definition.kind].hasRows && !nodeKinds[definition.kind].readsOutside
      ? [
          `${name} names "previous" in its context, and has no such option`,
          'add previous: true and a schema to its options',
        ]
      : [`${name} names "previous" in its context`, 'take it out: only an asset has it']
  return new AssetError({ code: 'ASSET_OPTIONS', message, at, facts: { asset: name }, fix })
}

/** `undefined` where its text does not tell. */
function namesPrevious(run: Reader['run'], resources: FunctionParameters['resources']): boolean | undefined {
  if (resources !== 'all' && resources.includes('previous')) return true
  if (run === undefined) return undefined
  return resources !== 'all' ? false : contextReads(run)?.some(({ path: [name] }) => name === 'previous')
}
