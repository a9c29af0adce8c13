import type { UnitFacts } from '../../plan/units.ts'
import { type Reads, variableHash, variablesRead } from '../../project/environment.ts'
import { type Journal, openJournal } from '../../store/journal.ts'
import type { InputRows } from '../../table/rows/input-rows.ts'
import { digestFields } from '../../util/digest.ts'
import { thrownText } from '../../util/thrown.ts'
import { lineOf } from '../call/line.ts'
import type { Input } from '../inputs.ts'
import type { LineContext } from '../run-context.ts'
import { type BesideSoFar, glanceBeside, pinnedVersion, takeOverReads } from './row-reuse.ts'

/** Names the method that turns a row's content into the key of its result. */
const journalScheme = 'map/1'

export interface JournalOf {
  readonly facts: UnitFacts
  readonly inputs: readonly Input[]
  readonly reads: Reads
  /** The rows that the function is called for, with their keys. */
  readonly input: InputRows
  readonly key: string | null
}

/** The journal of one attempt. Another attempt can use it as long as it reads the same beside the rows. */
export function journalFor(context: LineContext, { facts, inputs, reads, input, key }: JournalOf): Journal {
  const { unit } = facts
  const identity = digestFields(journalScheme, [
    ['definition', facts.definition],
    ['schema', input.schema],
    ['key', key],
  ])
  return openJournal({
    folder: context.workspace.storeFolder,
    unit,
    run: context.run.id,
    identity: identity.slice(0, 24),
    trace: () => JSON.stringify(traceOf(inputs, reads)),
    holds(text) {
      const trace: Trace = JSON.parse(text)
      if (!traceHolds(trace, inputs)) return false
      // Rows of the journal may be taken without a call: their reads are part of the table all the same.
      takeOverReads(trace, { inputs, reads })
      return true
    },
    mayKeep: () => !reads.clock && !reads.chance && !facts.volatile && context.workspace.unmoved(facts),
    onTrouble: (error) =>
      lineOf(context, unit)('warn', `what is computed cannot be kept for another attempt: ${thrownText(error)}`),
  })
}

interface Trace {
  readonly environment: Readonly<Record<string, string>>
  readonly beside: readonly (BesideSoFar | null)[]
}

function traceOf(inputs: readonly Input[], reads: Reads): Trace {
  const environment = variablesRead(reads)
  return { environment, beside: glanceBeside(inputs) }
}

function traceHolds({ environment, beside }: Trace, inputs: readonly Input[]): boolean {
  const sameEnvironment = Object.entries(environment).every(([name, hash]) => variableHash(name) === hash)
  return (
    sameEnvironment &&
    beside.every((version, ordinal) => {
      const input = inputs[ordinal]
      return version === null || (input !== undefined && pinnedVersion(input) === version.version)
    })
  )
}
