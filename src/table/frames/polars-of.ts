import { rm } from 'node:fs/promises'
import { expectRows } from '../read/row-count.ts'
import { knownRows, type RowPlan } from '../work/row-plan.ts'
import { frameFiles } from './frame-files.ts'
import { peerPackage } from './peer-package.ts'

/** The part of the package that is used. */
interface Polars {
  readParquet(path: string): Frame
  concat(frames: readonly Frame[]): Frame
}
interface Frame {
  readonly height: number
}

/** The rows as a DataFrame of nodejs-polars, which reads the files itself. */
export async function polarsOf(plan: RowPlan): Promise<object> {
  const polars = peerPackage('nodejs-polars', 'polars()') as Polars
  const { files, isOwn } = await frameFiles(plan, 'polars()')
  try {
    const frames = files.map((file) => polars.readParquet(file))
    const frame = frames.length === 1 ? (frames[0] as Frame) : polars.concat(frames)
    expectRows(frame.height, { rows: knownRows(plan) })
    return frame
  } finally {
    if (isOwn) await Promise.all(files.map((file) => rm(file, { force: true })))
  }
}
