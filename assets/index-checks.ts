import { check } from '#project'
import { hitRate } from './search/hit-rate.ts'
import { indexedRows, withoutThemselves } from './search/index-faults.ts'
import { speechIndex, yearOf } from './search/speech-index.ts'

export const validate_index = check(
  { description: 'As many rows as chunks, vectors of length 1, and a hundred chunks find themselves' },
  async ({ embedded_documents, vector_index }) => {
    const [receipt] = await vector_index.pick('rows').all()
    const { count, faults } = await indexedRows(speechIndex)
    const chunks = await embedded_documents.all()
    const rows = [...faults, ...(await withoutThemselves(speechIndex, { chunks, sample: 100 }))]
    return {
      passed: count === chunks.length && receipt?.rows === count && rows.length === 0,
      message: `${count} rows for ${chunks.length} chunks, ${receipt?.rows} by the receipt; ${rows.length} are wrong`,
      rows,
    }
  },
)

export const gold_questions_find_their_answers = check(
  {
    description: 'Of the questions with known answers, enough have one among the first ten hits',
    severity: 'warn',
    reviewed: { files: 'the files of the model are those of the version that the settings name' },
  },
  async ({ embedded_documents, vector_index }, { embed }) => {
    const years = new Set((await embedded_documents.pick('chunk_id').all()).map(({ chunk_id }) => yearOf(chunk_id)))
    const { rate, questions, missed } = await hitRate(speechIndex, { embed, count: 10, years })
    return {
      passed: rate >= 0.8,
      message: `${questions - missed.length} of ${questions} found an answer among the first ten`,
      rows: missed.map((question) => ({ question })),
      metadata: { hit_at_10: rate, rows: vector_index.count },
    }
  },
)
