import { join, relative } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type FactsAnswer, type FactsRequest, type FoundFunction, factsProgram } from '../../src/python/ask-facts.ts'
import { tempFolder } from '../discover/temp-project.ts'
import { describePython } from '../rig/python/describe.ts'
import { edits } from './edits/edits.ts'
import { harmless } from './edits/harmless.ts'
import { modulePairs } from './edits/module-pairs.ts'
import { namePairs } from './edits/name-pairs.ts'
import type { Pair } from './edits/pair.ts'
import { project } from './edits/project.ts'
import { runPython, write } from './edits/run-python.ts'

const ofProject = [...harmless, ...edits].map(({ files, ...edit }) => ({
  ...edit,
  before: project,
  after: { ...project, ...files },
}))
const all: readonly (Pair & { readonly andMore?: true })[] = [...ofProject, ...modulePairs, ...namePairs]

interface Seen {
  /** The label of each declaration and package, and its hash or version. */
  readonly parts: Readonly<Record<string, string>>
  readonly digest: string
  readonly rows: string
}

describePython('frames', 'an edit of Python code', ({ interpreter }) => {
  let seen: readonly Seen[]

  // All of them are read by one Python, and called by another: a process for each would take minutes.
  beforeAll(() => {
    const root = tempFolder({})
    const folders = all
      .flatMap(({ before, after }) => [before, after])
      .map((files, index) => {
        const folder = join(root, String(index))
        write(folder, files)
        return folder
      })
    const requests = folders.map((folder): FactsRequest => {
      return { root: folder, functions: [{ file: join(folder, 'documents.py'), function: 'documents' }] }
    })
    const answers: readonly FactsAnswer[] = runPython(interpreter, ['analyse.py', factsProgram()], requests)
    // What the function really gives in each folder.
    const rows: readonly string[] = runPython(interpreter, ['recompute.py'], folders)
    seen = answers.map(({ functions: [found] }, index): Seen => {
      if (found === undefined || 'wrong' in found) throw new Error(`${all[index >> 1]?.what}: ${JSON.stringify(found)}`)
      return { digest: found.digest, parts: partsOf(found, folders[index] ?? ''), rows: rows[index] ?? '' }
    })
  })

  test.each(all.map((edit, index) => ({ ...edit, index })))('$what', ({ stale, careful, andMore, index }) => {
    const [before, after] = [seen[2 * index], seen[2 * index + 1]] as [Seen, Seen]
    const code = before.digest !== after.digest
    expect(before.rows).not.toMatch(/^\w+Error: /)
    if (stale === undefined) {
      // Declarations may have other names and other files: what they say is the same.
      expect({ code, rows: after.rows }).toEqual({ code: false, rows: before.rows })
      return
    }
    const labels = Object.keys({ ...before.parts, ...after.parts })
    const changed = labels.filter((label) => before.parts[label] !== after.parts[label]).sort()
    expect(changed).toEqual(andMore ? expect.arrayContaining([...stale]) : [...stale].sort())
    expect(code).toBe(stale.some((label) => !label.startsWith('pypi:')))
    expect(after.rows === before.rows).toBe(careful ?? false)
  })
})

describePython('frames', 'what is found of a Python function', ({ interpreter }) => {
  test('does not depend on what else is asked for', async () => {
    const root = tempFolder({})
    write(root, {
      ...project,
      'more.py':
        'import pandas\nfrom documents import total, STOPWORDS\n\n\ndef more(raw):\n    return total(STOPWORDS)\n',
    })
    const names = [
      ['documents.py', 'documents'],
      ['documents.py', 'sibling'],
      ['documents.py', 'chunk'],
      ['more.py', 'more'],
      ['lake/tables.py', 'depth'],
    ]
    const functions = names.map(([file = '', name = '']) => ({ file: join(root, file), function: name }))
    const requests = [functions, functions.toReversed(), ...functions.map((one) => [one])].map((asked) => ({
      root,
      functions: asked,
    }))
    const [all, reversed, ...alone]: readonly FactsAnswer[] = runPython(
      interpreter,
      ['analyse.py', factsProgram()],
      requests,
    )
    expect(alone.flatMap((one) => one.functions)).toEqual(all?.functions)
    expect(reversed?.functions.toReversed()).toEqual(all?.functions)
  })
})

function partsOf({ declarations, packages }: FoundFunction, folder: string): Record<string, string> {
  const parts: Record<string, string> = { ...packages }
  for (const { file, name, hash } of declarations) {
    const label = `${relative(folder, file)} ${name}`.trim()
    parts[label in parts ? `${label} 2` : label] = hash
  }
  return parts
}
