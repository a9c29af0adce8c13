import type { Table } from '../../../define/table.ts'
import type { Engine } from '../../../table/engine/open.ts'
import { openTable, openVerdict, type RejectedSource, type TableSource } from '../../../table/read/table.ts'
import type { OnRead, RowPlan, RowReading } from '../../../table/work/row-plan.ts'
import type { RowsOfCall } from '../../../table/work/work.ts'
import type { Line } from '../../call/capture.ts'
import { notKept, tellsNoRows } from '../../input-tables.ts'
import { rowRetries } from '../../rows/row-retries.ts'
import { toSend } from '../crossing.ts'
import type {
  ReadingMessage,
  RejectedMessage,
  TableMessage,
  TableRef,
  VerdictMessage,
  WorkerNotices,
} from '../messages.ts'
import type { Peer } from '../peer.ts'

export interface TablesThere {
  readonly tables: Readonly<Record<string, Table<unknown>>>
  readonly previous: Table<unknown> | undefined
  refOf(plan: RowPlan): TableRef
  /** Reports how far the rows of the inputs have come, and which call of a row function the error comes from. */
  tellFailure(error: unknown): void
}

interface Opening {
  readonly engine: Engine
  readonly peer: Pick<Peer, 'tell'>
  readonly line: Line
  readonly signal: AbortSignal
  /** Encodes a condition, which may name other tables. */
  readonly send: (value: unknown) => unknown
}

interface InputThere {
  reading: RowReading | undefined
  interleaved: boolean
}

/** The tables of a call, as the function gets them. They report to the run which of them are read. */
export function tablesThere(
  messages: readonly (TableMessage | VerdictMessage)[],
  previous: TableMessage | null | undefined,
  opening: Opening,
): TablesThere {
  const { engine, peer, line, signal, send } = opening
  const refs = new Map<OnRead, TableRef>()
  const inputs = new Map<number, InputThere>()
  let gaveUp: { readonly call: RowsOfCall; readonly error: unknown } | undefined
  const hear = (ref: TableRef): OnRead => {
    const onRead: OnRead = (columns, how) => peer.tell('read', { ref, columns, how } satisfies WorkerNotices['read'])
    refs.set(onRead, ref)
    return onRead
  }
  const open = ({ input, name, rejected, parts, ...of }: TableMessage): Table<unknown> => {
    const there: InputThere = { reading: undefined, interleaved: false }
    inputs.set(input, there)
    const onRead = hear({ input, rejected: false })
    const onRejected = hear({ input, rejected: true }) as () => void
    const source: TableSource = {
      ...{ ...of, name, onRead, signal },
      rejected: rejectedThere(name, rejected, onRejected),
      parts: parts?.map((part) => ({ ...part, rejected: rejectedThere(name, part.rejected, onRejected) })),
      onCondition: (condition) =>
        peer.tell('condition', { ref: { input, rejected: false }, condition: send(condition) }),
      watch: {
        began(reading) {
          there.interleaved ||= there.reading?.state === 'open'
          there.reading = reading
        },
        gaveUp(call, error) {
          gaveUp = { call, error }
        },
        retry: rowRetries(line, signal),
      },
    }
    return openTable(engine, source)
  }
  const openFailing = ({ input, name, rejected }: VerdictMessage) => {
    const onRead = hear({ input, rejected: true }) as () => void
    const source: RejectedSource = rejected.kept
      ? { ...rejected, onRead }
      : { kept: false, refuse: () => tellsNoRows(name) }
    return openVerdict(engine, { name, rejected: source, signal }) as unknown as Table<unknown>
  }
  return {
    tables: Object.fromEntries(
      messages.map((message) => [message.name, 'isVerdict' in message ? openFailing(message) : open(message)]),
    ),
    previous: previous === undefined || previous === null ? undefined : open(previous),
    refOf: (plan) => refs.get(plan.onRead) as TableRef,
    tellFailure(error) {
      const readings: ReadingMessage[] = []
      for (const [input, { reading, interleaved }] of inputs) {
        if (reading !== undefined) readings.push({ input, rows: reading.rows, state: reading.state, interleaved })
      }
      peer.tell('readings', readings)
      if (gaveUp?.error === error) peer.tell('gaveUp', toSend(gaveUp?.call))
    },
  }
}

function rejectedThere(name: string, rejected: RejectedMessage, onRead: () => void): RejectedSource {
  return rejected.kept ? { ...rejected, onRead } : { kept: false, refuse: () => notKept(name) }
}
