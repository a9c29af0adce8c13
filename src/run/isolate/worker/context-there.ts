import type { AnyFunction } from '../../../define/definition.ts'
import type { Env } from '../../../define/project/resource.ts'
import type { Table } from '../../../define/table.ts'
import { nothingRead } from '../../../project/environment.ts'
import type { Unit } from '../../../unit.ts'
import { functionText } from '../../../util/process/function-text.ts'
import type { CallEvent } from '../../call/call-events.ts'
import type { Line } from '../../call/capture.ts'
import { contextFor, type EffectContextPart } from '../../call/context.ts'
import { effectKey } from '../../call/effect-key.ts'
import type { Resources } from '../../call/resources.ts'
import type { CallMessage } from '../messages.ts'

export interface ContextOf {
  readonly message: CallMessage
  readonly run: AnyFunction
  readonly resources: Resources
  readonly previous: Table<unknown> | undefined
  readonly line: Line
  readonly signal: AbortSignal
  readonly tell: (event: CallEvent) => void
}

/** The second argument of the function, which reports each read to the run. */
export async function contextThere(of: ContextOf): Promise<object> {
  const { message, resources, line, signal, tell } = of
  const unit = message.unit as Unit
  const reads = nothingRead(message.environment)
  const opened = await resources.open(message.resources, { unit, reads })
  for (const name of reads.variables) tell({ event: 'variable', name })
  const context = contextFor({
    ...{ signal, line, reads, resources: opened },
    run: message.run.id,
    startedAt: message.run.startedAt,
    partition: message.partition as Parameters<typeof contextFor>[0]['partition'],
    ...(message.previous === undefined ? {} : { past: { previous: of.previous } }),
    effect: effectPart(of, reads),
  })
  return toldOf(context as { readonly env: Env }, tell)
}

function effectPart(
  { message, run, tell }: ContextOf,
  reads: ReturnType<typeof nothingRead>,
): EffectContextPart | undefined {
  if (message.effect === undefined) return undefined
  const { work, verify, allowRemoved } = message.effect
  const key = effectKey({ ...work, text: functionText(run) }, reads)
  const get = () => {
    // Reports that the key was asked for: the run's key, which the effect's target gets, then covers the reads so far.
    tell({ event: 'key' })
    return key.get()
  }
  return { key: { ...key, get }, verify, allowRemoved, progress: (rows) => tell({ event: 'progress', rows }) }
}

/** The same context, which reports a variable to the run before reading it: the read counts whatever follows. */
function toldOf(context: { readonly env: Env }, tell: ContextOf['tell']): object {
  const { env } = context
  const now = Object.getOwnPropertyDescriptor(context, 'now')?.get as () => Date
  const variable = (name: string, ...fallback: [fallback?: string]): string => {
    tell({ event: 'variable', name })
    return env(name, ...fallback)
  }
  const secret = (name: string): string => {
    tell({ event: 'secret', name })
    return env.secret(name)
  }
  return Object.defineProperties(context, {
    env: { value: Object.assign(variable, { secret }), enumerable: true },
    now: {
      get() {
        tell({ event: 'clock' })
        return now()
      },
      enumerable: true,
    },
  })
}
