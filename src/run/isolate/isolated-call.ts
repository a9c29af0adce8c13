import { AsyncLocalStorage } from 'node:async_hooks'
import type { Check } from '../../define/check.ts'
import type { BaseContext } from '../../define/context.ts'
import type { AnyFunction, Definition, Isolate } from '../../define/definition.ts'
import type { SqlPart } from '../../define/sql.ts'
import type { RowReading } from '../../table/work/row-plan.ts'
import { planOf, type RowPlan } from '../../table/work/row-plan.ts'
import { type CallEvent, hearEvent } from '../call/call-events.ts'
import { lineOf } from '../call/line.ts'
import type { Input } from '../inputs.ts'
import type { FailedCall } from '../rows/failed-call.ts'
import type { CallContext } from '../run-context.ts'
import { callMessage, type IsolatedWork } from './call-message.ts'
import type { ReadingMessage, TableRef, WorkerNotices } from './messages.ts'
import { openReaders } from './readers.ts'
import { receiveResult } from './receive-result.ts'
import type { Lease } from './worker-pool.ts'

/**
 * A worker for one attempt. It calls the function, and keeps the result for further questions until this object is
 * disposed of.
 */
export interface Isolated extends AsyncDisposable {
  /** A function to call in the place of the user's, with the context of this side. */
  callable(work: IsolatedWork): AnyFunction
}

/** `undefined` where the function is called in this thread. */
export async function openIsolated(
  context: Pick<CallContext, 'workers' | 'signal'>,
  { options }: Definition,
): Promise<Isolated | undefined> {
  const isolate: Isolate | undefined = 'isolate' in options ? options.isolate : undefined
  if (isolate === undefined || context.workers === undefined) return undefined
  const lease = await context.workers.lease(isolate, context.signal)
  let signal: AbortSignal | undefined
  return {
    callable: (work) => async (_, second: BaseContext) => {
      signal = work.signal
      const stop = () => lease.stop(work.signal.reason)
      work.signal.addEventListener('abort', stop, { once: true })
      work.signal.throwIfAborted()
      return callThere(context as CallContext, lease, { ...work, second })
    },
    async [Symbol.asyncDispose]() {
      // The worker may still be busy with a question that nobody waits for any more.
      if (signal?.aborted || lease.peer.waiting > 0) lease.stop(new Error('the call is over'))
      else await lease.giveBack()
    },
  }
}

async function callThere(
  context: CallContext,
  lease: Lease,
  work: IsolatedWork & { readonly second: BaseContext },
): Promise<unknown> {
  const { facts, inputs, second, signal } = work
  const { unit } = facts
  const inCall = AsyncLocalStorage.snapshot()
  const line = lineOf(context, unit)
  const planOfRef = (ref: TableRef) => basePlan(work, ref)
  const failed: { call?: Omit<FailedCall, 'error'> } = {}
  const hears = {
    event: (event: CallEvent) => hearEvent(context, { facts, second }, event),
    line: ({ level, message }: WorkerNotices['line']) => line(level, message),
    read: ({ ref, columns, how }: WorkerNotices['read']) => planOfRef(ref).onRead(columns, how),
    condition: ({ ref, condition }: WorkerNotices['condition']) =>
      planOfRef(ref).onCondition?.(receiveResult(condition, { planOfRef }) as readonly SqlPart[]),
    text: (text: WorkerNotices['text']) => {
      context.functionTexts.set(unit, (context.functionTexts.get(unit) ?? new Set()).add(text))
    },
    late: ({ path, text }: WorkerNotices['late']) => context.workspace.project.heardLate(path, text),
    readings: (readings: WorkerNotices['readings']) => noteReadings(inputs, readings),
    gaveUp: (call: Omit<FailedCall, 'error'>) => {
      failed.call = call
    },
  }
  const readers = openReaders(await context.workspace.engine(), signal)
  // Nobody awaits a notice, so an error in it (such as a full disk for the log) fails the call.
  const trouble = Promise.withResolvers<never>()
  trouble.promise.catch(() => undefined)
  const safely =
    <Value>(hear: (value: Value) => void) =>
    (value: Value) => {
      try {
        inCall(() => hear(value))
      } catch (error) {
        trouble.reject(error)
        lease.stop(error)
      }
    }
  lease.attend({
    hears: Object.fromEntries(
      Object.entries(hears).map(([name, hear]) => [name, safely(hear as (value: unknown) => void)]),
    ),
    answers: readers,
  })
  const ask = async (question: string, value: unknown) => {
    try {
      return await Promise.race([lease.peer.ask(question, value), trouble.promise])
    } catch (error) {
      if (failed.call !== undefined) context.failedCalls.set(unit, { ...failed.call, error })
      throw error
    }
  }
  return receiveResult(await ask('call', await callMessage(context, work)), { planOfRef, ask })
}

/** The query of a table on this side, which records what is read. */
function basePlan({ inputs, tables, previous }: IsolatedWork, { input: place, rejected }: TableRef): RowPlan {
  const input = inputs[place] as Input
  const table = input.previous === true ? previous : tables[input.name]
  const plan = planOf(input.verdict ? (table as unknown as Pick<Check, 'failing'>).failing() : table) as RowPlan
  if (!rejected) return plan
  const onRead = () => {
    input.rejected = true
  }
  return { ...plan, onRead, watch: undefined }
}

/** Records how far the function on the other side has come with its inputs. */
function noteReadings(inputs: readonly Input[], readings: readonly ReadingMessage[]): void {
  for (const { input: place, rows, state, interleaved } of readings) {
    const input = inputs[place] as Input
    input.reading = { rows, state } satisfies RowReading
    input.interleaved ||= interleaved
  }
}
