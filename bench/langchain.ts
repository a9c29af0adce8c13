/**
 * Texts embedded after small changes, beside `index()` of @langchain/core in one run: the same 233 speeches, cut by the same chunker, and
 * the same embedder, which makes vectors out of hashes, since what counts is how many texts it is called with. Each side keeps its state
 * from one scenario to the next. Run it with `node bench/langchain.ts` after `npm run build`; it takes about a minute.
 *
 * How to read LangChain's columns:
 * - It keeps a hash of each chunk's text and metadata. A chunk with other metadata is another document, and embedded.
 * - Its `incremental` cleanup deletes, after each batch, what has not been seen in this run of the speeches in the batch. Where a speech
 *   goes on in the next batch its other chunks are deleted, and there embedded again. A speech that is gone is never seen, so it stays.
 * - Its `full` cleanup deletes at the end, so that the size of a batch decides nothing, and has to be given everything at every run.
 * - It is handed chunks, and what cut them is not known to it. Its user has to know that code changed, and then gives it all chunks again.
 */
import { changed, readSpeeches, type Speech } from './lib/langchain/corpus.ts'
import { withAssets } from './lib/langchain/with-assets.ts'
import { countChunks, type LangchainRun, withLangchain } from './lib/langchain/with-langchain.ts'

interface Scenario {
  readonly name: string
  readonly change?: (speeches: readonly Speech[]) => readonly Speech[]
  readonly editChunker?: readonly [from: string, to: string]
  /** Speeches that an asset cuts, and texts that one embeds. */
  readonly promised: readonly [cut: number, embedded: number | 'all']
}

const speechCount = 233
const oneId = '2001_george_w_bush_r'
const scenarios: readonly Scenario[] = [
  { name: 'first run', promised: [speechCount, 'all'] },
  { name: 'no change', promised: [0, 0] },
  {
    name: 'one title changed',
    change: (speeches) => changed(speeches, oneId, ({ title }) => ({ title: `${title}, to Congress` })),
    promised: [0, 0],
  },
  {
    name: 'all titles changed',
    change: (speeches) => speeches.map((speech) => ({ ...speech, title: speech.title.toUpperCase() })),
    promised: [0, 0],
  },
  {
    name: 'one sentence edited',
    // Both sides are given the chunks that come of it: an edit that moves the end of a chunk is two chunks for both.
    change: (speeches) =>
      changed(speeches, oneId, ({ content }) => ({
        content: content.replace('the Medicare budget', 'the Medicare funds'),
      })),
    promised: [1, 1],
  },
  {
    name: 'one speech removed',
    change: (speeches) => speeches.filter(({ id }) => id !== '1862_abraham_lincoln_r'),
    promised: [0, 0],
  },
  {
    name: "chunker's code changed",
    editChunker: ['words > maxWords) return best', '!(words <= maxWords)) return best'],
    promised: [speechCount - 1, 0],
  },
]

const langchain = {
  'incremental 100': withLangchain({ cleanup: 'incremental', batchSize: 100 }),
  'incremental 10': withLangchain({ cleanup: 'incremental', batchSize: 10 }),
  'full 100': withLangchain({ cleanup: 'full', batchSize: 100 }),
}
using assets = withAssets()
let speeches: readonly Speech[] = readSpeeches()
if (speeches.length !== speechCount) throw new Error(`there are ${speeches.length} speeches`)

console.log(`${speechCount} speeches. assets: speeches cut, texts embedded, rows of the index upserted and deleted`)
console.log('index(): texts embedded by cleanup and batchSize; in parentheses rows that are left of what is gone')
row('', ['cut', 'embedded', 'upserted', 'deleted', ...Object.keys(langchain)])
const told: [name: string, LangchainRun][] = []
for (const scenario of scenarios) {
  const { name, change, editChunker } = scenario
  const before = speeches
  speeches = change?.(speeches) ?? speeches
  if (change !== undefined && JSON.stringify(speeches) === JSON.stringify(before)) throw new Error(`${name}: no change`)
  if (editChunker !== undefined) assets.editChunker(...editChunker)
  const { cut, embedded, upserted, deleted } = assets.run(speeches)
  const others: LangchainRun[] = []
  for (const side of Object.values(langchain)) others.push(await side.run(speeches))
  row(name, [cut, embedded, upserted, deleted, ...others.map(shown)])
  for (const [place, options] of Object.keys(langchain).entries()) {
    told.push([`${name} · ${options}`, others[place] as LangchainRun])
  }
  keepsPromise(scenario, cut, embedded)
}

console.log('\nWhat index() says of itself')
row('', ['numAdded', 'numUpdated', 'numSkipped', 'numDeleted'], 42)
for (const [name, { numAdded, numUpdated, numSkipped, numDeleted }] of told) {
  row(name, [numAdded, numUpdated, numSkipped, numDeleted], 42)
}

function keepsPromise({ name, promised: [speechesCut, texts] }: Scenario, cut: number, embedded: number): void {
  const wanted = texts === 'all' ? countChunks(speeches) : texts
  if (cut === speechesCut && embedded === wanted) return
  throw new Error(`${name}: ${cut} cut and ${embedded} embedded, and not ${speechesCut} and ${wanted}`)
}

function shown({ embedded, leftOver }: LangchainRun): string {
  return leftOver === 0 ? String(embedded) : `${embedded} (${leftOver})`
}

function row(name: string, cells: readonly (string | number)[], width = 22): void {
  const padded = cells.map((cell, place) => String(cell).padStart(place < 4 ? 10 : 15))
  console.log(`${name.padEnd(width)} ${padded.join('  ')}`)
}
