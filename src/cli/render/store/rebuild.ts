import type { RebuildReport } from '../../../app/doctor/rebuild.ts'
import { count } from '../../../util/text/count.ts'
import type { Style } from '../../text/style.ts'

export function renderRebuild(report: RebuildReport, { paint, symbols }: Style): string {
  const { records, current, pins, doubts, damagedFiles, lostObjects, setAside, notRestored } = report
  const restored = [
    `${count(records, 'record')}, ${current} of them current`,
    ...(pins === 0 ? [] : [`${count(pins, 'pin')}`]),
    ...(doubts === 0 ? [] : [`${count(doubts, 'effect')} of which nobody knows whether it was done`]),
  ]
  const lost = [
    ...damagedFiles.map((path) => `a record whose file is torn or damaged: ${path}`),
    ...lostObjects.map((blob) => `an object of a record, which the next run makes again: ${blob}`),
  ]
  return [
    `${paint.good(symbols.good)} the catalog is made again from its files: ${restored.join(', ')}`,
    ...setAside.slice(0, 1).map((path) => `  what was there is ${path}`),
    ...lost.map((what) => `${paint.bad(symbols.bad)} lost: ${what}`),
    'not in the files, and lost with the old catalog:',
    ...notRestored.map((what) => `  ${what}`),
  ].join('\n')
}
