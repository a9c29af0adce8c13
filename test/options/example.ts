import { expect } from 'vitest'
import type { CommonOptions } from '../../src/define/definition.ts'
import { createProject, type Document, type Files, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

/** An option that has no example here does not compile, and one that changes nothing fails. */
export interface Example {
  /** The lines of the table of contents, with the option or with nothing in its place. */
  readonly lines: (option: string) => readonly string[]
  readonly option: string
  /** Of an option of the project: its file. */
  readonly config?: (option: string) => string
  /** What a user sees of it. */
  readonly see: (project: Project) => Promise<unknown>
  readonly without: unknown
  readonly with: unknown
}

/** Beside the table of contents. */
export const helpers: Files = {
  'src/size.ts': 'export const size = () => 1\nexport const unread = 1\n',
  'src/schemas.ts': `
    const schema = (validate) => ({ '~standard': { version: 1, vendor: 'own', validate } })
    export const small = schema((row) => row.id > 1 ? { issues: [{ message: 'is too large', path: ['id'] }] } : { value: row })
    export { schema }
    export const asText = schema((row) => ({ value: { ...row, id: String(row.id) } }))`,
  // Apart: a module that imports what it is told to counts as a whole for all that import it.
  'src/loading.ts': `
    import { schema } from './schemas.ts'
    const library = () => import(process.env.LIB ?? './size.ts')
    export const loading = schema((row) => library() && { value: row })`,
}
export const listed = (field: string) => async (project: Project) => {
  const { assets } = await project.json('list')
  return assets.find((one: Document) => one.name === 'it')[field]
}
export const two = "[{ id: 1, text: 'a' }, { id: 2, text: 'b' }]"
export const slow = 'await new Promise((resolve) => setTimeout(resolve, 300))'

/** What every definition has. */
export const told = (
  lines: Example['lines'],
): Omit<{ [Name in keyof CommonOptions]-?: Example }, 'retries' | 'timeout'> => ({
  description: {
    lines,
    option: "description: 'Two rows'",
    see: listed('description'),
    without: undefined,
    with: 'Two rows',
  },
  group: { lines, option: "group: 'text'", see: listed('group'), without: undefined, with: 'text' },
  tags: { lines, option: "tags: ['daily']", see: listed('tags'), without: [], with: ['daily'] },
  owners: { lines, option: "owners: ['team']", see: listed('owners'), without: [], with: ['team'] },
})

export const documentOf = async (project: Project, env: Readonly<Record<string, string>> = {}) =>
  JSON.parse((await project.run(['materialize', '--json'], { env })).stdout)
export const stepOf = async (project: Project, env?: Readonly<Record<string, string>>) =>
  (await documentOf(project, env)).steps?.find((one: Document) => one.asset === 'it')
export const ended = async (project: Project) => {
  const step = await stepOf(project)
  return step?.error?.code ?? step?.outcome ?? 'refused'
}
export const calls = async (project: Project) => {
  project.calls.reset()
  await project.assets('materialize')
  return project.calls.names.filter((name) => name === 'it').length
}
export const callsOfSecondRun = async (project: Project) => {
  await calls(project)
  return calls(project)
}
/** How often it is called after an edit of the file beside it. */
export const callsAfter = (from: string, to: string) => async (project: Project) => {
  await calls(project)
  project.edit({ 'src/size.ts': (helpers['src/size.ts'] as string).replace(from, to) })
  return calls(project)
}
export const statusOfIt = async (project: Project) => {
  await project.assets('materialize')
  const { assets } = await project.json('status')
  return assets.find((one: Document) => one.name === 'it').status
}
/** Before it was ever made. */
export const isLate = async (project: Project) => {
  const { assets } = await project.json('status')
  return 'late' in assets.find((one: Document) => one.name === 'it')
}
export const failingOnce = async (project: Project) => {
  project.calls.fail('it', 1)
  return ended(project)
}
/** Whether the code that says it runs in the thread of the run. */
export const inThisThread = "process.getBuiltinModule('node:worker_threads').isMainThread"
export const shown = async (project: Project) => {
  await project.assets('materialize')
  return JSON.parse((await project.run(['show', 'it', '--json'])).stdout).rows
}

/** What `reviewed` does to a warning of an import whose path is computed. */
export const answered = {
  option: "reviewed: { code: 'any of these files' }",
  see: async (project: Project) => (await project.run(['doctor'])).stdout.includes('path is computed'),
  without: true,
  with: false,
}

/** What its user sees with the option is not what is seen without it, and both are what they are said to be. */
export async function holdExample({ lines, option, see, config, ...expected }: Example): Promise<void> {
  const observed: Record<string, unknown> = {}
  for (const which of ['without', 'with'] as const) {
    const given = which === 'with' ? option : ''
    await using project = await createProject({
      ...helpers,
      ...oneFile(...lines(config === undefined ? given : '')),
      ...(config && { 'assets.config.ts': config(given) }),
    })
    observed[which] = await see(project)
  }
  expect(observed).toEqual(expected)
}
