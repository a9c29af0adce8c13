import { createHash } from 'node:crypto'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What waits for downloads comes first, and those of Python once their environments had the time to be installed; the short ones fill the
 * time until the last long one ends.
 */
const order = ['installs', 'spark', 'whole', 'python', 'fast']

/**
 * One project after another, and its files in another order each time: none may lean on the one before it. Vitest's own shuffle mixes the
 * projects, and then each file has a new worker, since a worker goes on with a file of its project alone.
 */
export default class FileOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence
    const place = ({ project, moduleId }: TestSpecification): string =>
      `${order.indexOf(project.name) + 1} ${createHash('sha1').update(`${seed} ${moduleId}`).digest('hex')}`
    return files
      .map((file) => ({ file, at: place(file) }))
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .map(({ file }) => file)
  }
}
