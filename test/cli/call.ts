import { PassThrough } from 'node:stream'
import { main } from '../../src/cli/main.ts'
import type { Io } from '../../src/cli/output.ts'

export interface Called {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** The command in this process, with streams that are kept. */
export async function call(words: readonly string[], given: { cwd?: string; env?: Io['env'] } = {}): Promise<Called> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const kept = [stdout, stderr].map((stream) => {
    const chunks: string[] = []
    stream.on('data', (chunk) => chunks.push(String(chunk)))
    return chunks
  })
  const io: Io = { cwd: given.cwd ?? '/', env: given.env ?? {}, stdin: new PassThrough(), stdout, stderr }
  const exitCode = await main(words, io)
  return { exitCode, stdout: kept[0]!.join(''), stderr: kept[1]!.join('') }
}
