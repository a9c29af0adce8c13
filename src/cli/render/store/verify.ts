import type { DamagedFile, VerifyReport } from '../../../app/verify.ts'
import { environmentWords } from '../../../app/words/environment-words.ts'
import { assetOf } from '../../../unit.ts'
import { count } from '../../../util/text/count.ts'
import { size } from '../../../util/text/size.ts'
import type { Style } from '../../text/style.ts'

interface VerifyView extends VerifyReport {
  /** Default: `development`. */
  readonly environment?: string | undefined
}

const names: Readonly<Record<DamagedFile['what'], string>> = {
  table: 'its file',
  rejected: 'the file of its rejected rows',
  row_map: 'the map of its rows',
}

const problems: Readonly<Record<DamagedFile['state'], string>> = {
  missing: 'is gone',
  corrupt: 'is damaged',
  rows: 'has not as many rows as its record says',
}

export function renderVerify({ units, repair, environment }: VerifyView, { paint, symbols }: Style): string {
  const bad = units.filter(({ damaged }) => damaged.length > 0)
  const bytes = units.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  if (bad.length === 0) return `${paint.good(symbols.good)} ${count(units.length, 'table')} intact, ${size(bytes)} read`
  const lines = bad.flatMap(({ unit, damaged }) =>
    damaged.map(({ what, state, path }) => {
      return `  ${unit}  ${names[what]} ${problems[state]}: ${path}`
    }),
  )
  const one = bad.length === 1
  const head = `${paint.bad(symbols.bad)} ${bad.length} of ${count(units.length, 'table')} ${one ? 'is' : 'are'} not intact`
  return [head, ...lines, cure(bad, repair, environmentWords(environment))].join('\n')
}

/** Every command sees that a file is gone, but a damaged one has to be moved away first. */
function cure(bad: VerifyReport['units'], repair: boolean, where: string): string {
  const assets = [...new Set(bad.map(({ unit }) => assetOf(unit)))].join(' ')
  // The file matches its name, so the record is wrong; a forced run makes another record.
  if (bad.some(({ damaged }) => damaged.some(({ state }) => state === 'rows')))
    return `fix: assets materialize ${assets} --force${where}`
  const isMarked = repair || bad.every(({ damaged }) => damaged.every(({ state }) => state === 'missing'))
  return isMarked
    ? `fix: assets materialize ${assets}${where}`
    : `fix: assets verify ${assets} --repair${where}, then assets materialize ${assets}${where}`
}
