import { openCatalog } from '../../src/store/catalog/open.ts'
import { record, stateOf } from './samples.ts'

const folder = process.argv[2]!
const change = (await stateOf(folder))?.change !== undefined
process.stdout.write(JSON.stringify({ change, versions: await versions(), writing: await writing() }))

async function versions(): Promise<readonly string[]> {
  await using catalog = await openCatalog({ folder, mode: 'read' })
  return (await catalog!.current()).map((stored) => stored.record.version)
}

async function writing(): Promise<unknown> {
  try {
    await using catalog = await openCatalog({ folder, mode: 'write' })
    return await catalog!.commit({ record: record(), from: 'keep' })
  } catch (error) {
    return { code: (error as { code: string }).code, message: (error as Error).message }
  }
}
