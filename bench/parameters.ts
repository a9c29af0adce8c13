/**
 * How long it takes to read what 1,000 functions name, in ms: each load of a project does it. The first round is what a command pays.
 * Run it with `node bench/parameters.ts`.
 */
import type { AnyFunction } from '../src/define/definition.ts'
import { readParsedParameters } from '../src/discover/parameters/parsed-parameters.ts'
import { readParameters } from '../src/discover/parameters/upstream-names.ts'

const count = 1_000
const rounds = 5

const functions = Array.from({ length: count }, (_, index): AnyFunction => {
  const text = `async function* ({ raw_documents_${index}, crm: { customers } }, { embed, log }) {
  for await (const doc of raw_documents_${index}) {
    const parts = doc.body.split(/\\s+/).map((word, at) => ({ ...doc, id: \`\${doc.id} \${at}\`, word: word.trim() }))
    if (parts.length > 10) log('long: ' + doc.id)
    yield* parts.filter(({ word }) => word !== '' && !customers.has(word))
  }
}`
  return new Function(`return ${text}`)()
})

function time(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

for (let round = 1; round <= rounds; round++) {
  const ms = time(() => {
    for (const run of functions) readParameters(run, { name: 'asset' })
  })
  console.log(`round ${round}: ${ms.toFixed(1)} ms`)
}
const parsed = time(() => {
  for (const run of functions) readParsedParameters(Function.prototype.toString.call(run))
})
console.log(`with the full parser for each: ${parsed.toFixed(1)} ms`)
