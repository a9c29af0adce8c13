import { expect, test } from 'vitest'
import { dbtProcess, type NodeAnswer } from '../../src/integrations/dbt/ask/dbt-process.ts'

/** In the place of dbt: tells its process id, and says nothing to whoever asks for `slow`. It prints what is no answer, too. */
const answering = `
  console.log('{ "of": "the start" }')
  const lines = require('node:readline').createInterface({ input: process.stdin })
  let mark
  lines.on('line', (line) => {
    const { node, mark: said } = JSON.parse(line)
    mark ??= said
    const answer = (value) => console.log(mark + JSON.stringify(value))
    if (node === 'slow') answer({ line: 'asked' })
    else if (node) {
      process.stdout.write('without an end')
      answer({ compiled: String(process.pid) })
    }
  })
`
const target = { project: process.cwd(), profiles: process.cwd() }
const python = { words: [process.execPath, '-e', answering], stamp: '' } as const

test('one dbt answers one request after the other, and another one after its end or where a request was given up', async () => {
  const dbt = dbtProcess(target, () => ({ python, memories: [], profile: '' }))
  const said: NodeAnswer[] = []
  const ask = async (
    node: string,
    signal = new AbortController().signal,
    line: (text: string) => void = () => undefined,
  ) => {
    const answer = await dbt.ask({ ask: 'render', node, tables: {} }, { signal, line })
    said.push(answer)
    return answer
  }
  const [first, second, , third] = await Promise.all([ask('a'), ask('b'), dbt.end(), ask('c')])
  expect(second).toEqual(first)
  expect(third).not.toEqual(first)

  const stop = new AbortController()
  const slow = ask('slow', stop.signal, () => stop.abort())
  const after = ask('d')
  expect(await slow).toMatchObject({ mistake: { kind: 'missing', message: 'it ended with null' } })
  expect(await after).toMatchObject({ compiled: expect.stringMatching(/^\d+$/) })
  expect(new Set(said.map((answer) => JSON.stringify(answer))).size).toBe(4)
  await expect(ask('e', AbortSignal.abort(new Error('given up')))).rejects.toThrow('given up')
  await dbt.end()
})
