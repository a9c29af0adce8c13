import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type FactsAnswer, type FactsRequest, factsProgram } from '../../src/python/ask-facts.ts'
import { tempFolder } from '../discover/temp-project.ts'
import { describePython } from '../rig/python/describe.ts'
import { editedProgram, type Programs } from './edits/load.ts'
import { aliases } from './edits/load-aliases.ts'
import { classes } from './edits/load-classes.ts'
import { harmlessLoads } from './edits/load-harmless.ts'
import { lookups } from './edits/load-lookups.ts'
import { patches } from './edits/load-patches.ts'
import { places } from './edits/load-places.ts'
import { runPython, write } from './edits/run-python.ts'

describePython('frames', 'what modules do when they are imported', ({ interpreter }) => {
  test.each([
    ['state of another module', aliases],
    ['decorators, classes and registries', classes],
    ['what is changed in place', patches],
    ['files and folders, by the path of the code', places],
    ['what is looked up by texts, and what others hear of', lookups],
  ] as const)('%s: every edit is seen', (_, programs) => {
    const seen = see(interpreter, programs)
    const [failed, same] = [named(seen, fails), named(seen, (one) => !isOther(one))]
    expect({ failed, same, missed: named(seen, (one) => !isStale(one)) }).toEqual({ failed: [], same: [], missed: [] })
  })

  test('what stands beside it counts for nothing', () => {
    const seen = see(interpreter, harmlessLoads)
    const [failed, other] = [named(seen, fails), named(seen, isOther)]
    expect({ failed, other, needless: named(seen, isStale) }).toEqual({ failed: [], other: [], needless: [] })
  })
})

interface Seen {
  readonly name: string
  /** What `documents` really gives before and after. */
  readonly rows: readonly [string, string]
  readonly digests: readonly [string, string]
}

const named = (seen: readonly Seen[], is: (one: Seen) => boolean) => seen.filter(is).map(({ name }) => name)
const isOther = ({ rows }: Seen) => rows[0] !== rows[1]
const isStale = ({ digests }: Seen) => digests[0] !== digests[1]
const fails = ({ rows }: Seen) => /^\w*(?:Error|Exception): /.test(rows[0])

/** All of them are read by one Python, and called by another: a process for each would take minutes. */
function see(interpreter: string, programs: Programs): readonly Seen[] {
  const root = tempFolder({})
  const folders = Object.values(programs).flatMap((before, index) =>
    [before, editedProgram(before)].map((files, side) => {
      const folder = join(root, `${index}-${side}`)
      write(folder, files)
      return folder
    }),
  )
  const requests = folders.map(
    (folder): FactsRequest => ({
      root: folder,
      functions: [{ file: join(folder, 'documents.py'), function: 'documents' }],
    }),
  )
  const answers: readonly FactsAnswer[] = runPython(interpreter, ['analyse.py', factsProgram()], requests)
  const rows: readonly string[] = runPython(interpreter, ['recompute.py'], folders)
  const digests = answers.map(({ functions: [found] }, index) => {
    if (found === undefined || 'wrong' in found) throw new Error(`${folders[index]}: ${JSON.stringify(found)}`)
    return found.digest
  })
  const pair = (all: readonly string[], index: number) => [all[2 * index] ?? '', all[2 * index + 1] ?? ''] as const
  return Object.keys(programs).map((name, index) => ({ name, rows: pair(rows, index), digests: pair(digests, index) }))
}
