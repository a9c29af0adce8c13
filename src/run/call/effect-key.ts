import { defaultEnvironment } from '../../define/project/environment.ts'
import { AssetError } from '../../errors.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { type Reads, variablesRead } from '../../project/environment.ts'
import { type PinnedInput, wholeVersion } from '../../project/pinned-input.ts'
import { partitionOf } from '../../unit.ts'
import { digestFields, sortedEntries } from '../../util/digest.ts'

export interface EffectWork {
  readonly facts: UnitFacts
  /** The text of the effect's function; empty for another language. */
  readonly text: string
  readonly inputs: readonly PinnedInput[]
  /** The name of the environment: work that is done in one environment is not done in another. */
  readonly environment: string
  /** In ms; part of the key where the function reads `now`. */
  readonly startedAt: number
}

/**
 * The idempotency key of one call. Once the key was asked for, a later read that should have been part of it is an
 * error.
 */
export interface EffectKey {
  /** The key, computed at the first call from everything that was read before. */
  get(): string
  /** @throws AssetError `EFFECT_KEY` where it is read too late. */
  variable(name: string): void
  now(): void
}

/**
 * Nobody knows what a call will read before it has read it, and in a first call nobody knows what the last one read. So
 * the key is made only from what follows from code and data: the variables that the function's text names, whether the
 * function reads them or not, and the variables that were read before the key was asked for. These are the same in
 * every call of the same work, the first included.
 */
export function effectKey({ facts, text, inputs, environment, startedAt }: EffectWork, reads: Reads): EffectKey {
  const named = variablesIn(text)
  const partition = partitionOf(facts.unit)
  let answer: { readonly key: string; readonly variables: ReadonlySet<string>; readonly clock: boolean } | undefined
  const tooLate = (what: string) => {
    if (answer !== undefined) throw readTooLate(facts, what)
  }
  return {
    get() {
      if (answer !== undefined) return answer.key
      const variables = new Set([...named, ...reads.variables])
      const hashes = variablesRead({ ...reads, variables })
      const key = digestFields('effect1', [
        ['name', facts.node.name],
        ['definition', facts.definition],
        ...(partition === '' ? [] : ([['partition', partition]] as const)),
        ['inputs', inputs.map((input) => wholeVersion(input).version)],
        ['environment', sortedEntries(hashes)],
        ['now', reads.clock ? startedAt : null],
        ...(environment === defaultEnvironment ? [] : [['in', environment] as const]),
      ])
      answer = { key, variables, clock: reads.clock }
      return key
    },
    variable(name) {
      if (answer?.variables.has(name) !== true) tooLate(`the variable ${name}`)
    },
    now() {
      if (answer?.clock !== true) tooLate('`now`')
    },
  }
}

/** A name that is mentioned and never read can only change the key too often. */
function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\benv\(\s*(['"`])([^'"`$\\]+)\1/g)].map(([, , name = '']) => name)
}

function readTooLate({ node }: UnitFacts, what: string): AssetError {
  return new AssetError({
    code: 'EFFECT_KEY',
    message: `${node.name} reads ${what} after its \`key\` was made, which then does not tell one value from another`,
    at: node.at,
    fix: "read it before `key`; a variable may also be named in the function's own text: env('NAME')",
  })
}
