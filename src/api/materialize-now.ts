import type { SelectionWords } from '../app/open/selection.ts'
import type { MaterializeRequest } from '../app/run-assets.ts'
import { AssetError, AssetErrors, type ErrorCode } from '../errors.ts'
import type { RunEvent } from '../events.ts'
import { parseDuration } from '../util/duration.ts'
import type { Calls } from './calls.ts'
import { programWords } from './option-words.ts'
import type { MaterializeOptions, Run } from './project.ts'

type Request = Omit<MaterializeOptions, 'exclude'> & SelectionWords

/** One run for a program. Without a listener, a run that has nothing to do loads no module of the project. */
export async function materializeNow({ materialize }: Pick<Calls, 'materialize'>, options: Request): Promise<Run> {
  const { wait, onEvent, signal, ...selection } = options
  const events = eventsFor(onEvent)
  const request: MaterializeRequest = {
    ...selection,
    waitMs: waitOf(wait),
    signal: signal === undefined ? events.signal : AbortSignal.any([signal, events.signal]),
    command: 'openProject().materialize()',
    optionWords: programWords,
    everyStep: onEvent !== undefined,
    start: () => events.emit,
  }
  const reply = await materialize(request)
  const document = reply.document()
  events.throwIfBroken()
  const { failed, blocked, cancelled } = document.counts
  const { waiting, elsewhere } = reply.report
  return {
    ...document,
    waiting,
    elsewhere,
    ok: failed + blocked + cancelled === 0,
    throwIfFailed: () => throwIfFailed(document),
  }
}

/** An error of the listener stops the run in good order and is thrown at its end; it is no failure of an asset. */
function eventsFor(listener: MaterializeOptions['onEvent']) {
  const stop = new AbortController()
  let broken: { readonly error: unknown } | undefined
  return {
    signal: stop.signal,
    emit(event: RunEvent): void {
      if (broken !== undefined) return
      try {
        listener?.(event)
      } catch (error) {
        broken = { error }
        stop.abort()
      }
    },
    throwIfBroken(): void {
      if (broken !== undefined) throw broken.error
    },
  }
}

function throwIfFailed({ steps, errors, error, counts }: Pick<Run, 'steps' | 'errors' | 'error' | 'counts'>): void {
  const failures = errors ?? (error === undefined ? [] : [error])
  AssetErrors.throwIfAny(failures.map(({ code, ...rest }) => new AssetError({ code: code as ErrorCode, fix, ...rest })))
  if (counts.cancelled > 0) {
    const names = steps.filter(({ outcome }) => outcome === 'cancelled').map(({ asset }) => asset)
    throw new AssetError({
      code: 'ASSET_CANCELLED',
      message: `the run was stopped before ${names.length} of its steps had run`,
      facts: { assets: names },
      fix,
    })
  }
  const blocked = steps.find(({ outcome }) => outcome === 'blocked')
  if (blocked !== undefined) {
    const message = blocked.causes[0]?.message ?? `${blocked.asset} is blocked`
    throw new AssetError({ code: 'CHECK_FAILED', message, facts: { asset: blocked.asset }, fix })
  }
}

const fix = 'mend it and materialize again: what is finished is kept'

/** Ms; for ever where nothing was said. */
function waitOf(wait: MaterializeOptions['wait']): number {
  if (wait === false) return 0
  return (wait === undefined ? undefined : parseDuration(wait)) ?? Number.POSITIVE_INFINITY
}
