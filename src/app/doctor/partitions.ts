import { keyMistakeError } from '../../discover/observe/partition-files.ts'
import { filesOfPartitions } from '../../project/observed-partitions.ts'
import type { Session } from '../open/session.ts'
import type { Finding } from './finding.ts'

/** Files of sources with partitions that nothing reads: their path holds no key, or one that does not exist now. */
export async function partitionFindings({ workspace }: Session): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const { name } of workspace.graph.nodes) {
    const files = await filesOfPartitions(workspace, name)
    if (files === undefined) continue
    if (files.mistakes.length > 0) {
      const { message, fix } = keyMistakeError(name, files.mistakes)
      findings.push({ name, state: 'bad', found: message, ...(fix === undefined ? {} : { fix }) })
    }
    const absent = [...files.keys].filter(([key]) => !files.set.has(key)).sort(([a], [b]) => (a < b ? -1 : 1))
    if (absent.length > 0) findings.push({ name, state: 'ok', found: leftOut(absent) })
  }
  return findings
}

function leftOut(absent: readonly (readonly [key: string, files: number])[]): string {
  const count = absent.reduce((sum, [, files]) => sum + files, 0)
  const keys = absent.map(([key]) => key)
  const files = `${count} ${count === 1 ? 'file' : 'files'}`
  if (keys.length === 1)
    return `${files} of ${keys[0]}, a partition that does not exist, ${count === 1 ? 'is' : 'are'} left out`
  const between = keys.length === 2 ? ` and ` : ' to '
  return `${files} of ${keys.length} partitions that do not exist, ${keys[0]}${between}${keys.at(-1)}, are left out`
}
