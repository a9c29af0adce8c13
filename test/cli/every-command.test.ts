import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { exitCodes } from '../../src/errors.ts'
import { createProject, type Ended, type Project } from '../rig/project.ts'
import { chain } from '../run/projects.ts'

/** What each command is started with here. A command that is not among them fails its test. */
const words: Readonly<Record<string, readonly string[]>> = {
  alerts: ['test'],
  accept: ['clean', '--because', 'it is the same'],
  check: [],
  completion: ['bash'],
  diff: ['clean', '--exit-code'],
  docs: ['--out', 'pages'],
  doctor: [],
  gc: [],
  explain: ['report'],
  export: ['clean', '--force'],
  help: ['selection'],
  history: ['clean'],
  init: ['new'],
  lineage: ['report'],
  list: [],
  logs: [],
  materialize: ['--force', 'clean'],
  mv: ['cleaned', 'clean'],
  pin: ['clean'],
  plan: ['--force'],
  profile: ['clean'],
  query: ['select count(*) as n from raw'],
  retry: [],
  schedule: ['list'],
  search: ['report', 'words'],
  show: ['clean'],
  status: [],
  types: [],
  unpin: ['clean'],
  verify: [],
  // It runs until it is stopped.
  watch: ['--help'],
  wipe: ['clean'],
}
const { commands } = createProgram({ choose: () => undefined, output: {} })

let projects: readonly Project[]
beforeAll(async () => {
  projects = [await createProject(chain, { ownProcesses: true }), await createProject(chain)]
  for (const project of projects) await project.assets('materialize')
})
afterAll(async () => {
  for (const project of projects) await project[Symbol.asyncDispose]()
})

/** What is chance or time between two runs of the same. */
function steady({ exitCode, stdout, stderr }: Ended, { folder }: Project) {
  const text = (said: string) =>
    said
      .replaceAll(folder, '<project>')
      .replaceAll(/\d{8}-\d{6}-[0-9a-f]{6}/g, '<run>')
      .replaceAll(/ *(?:\d+(?:\.\d+)? (?:s ago|m ago|ms|s)\b|just now)/g, ' <time>')
      // What is cached has the paths of the project in it.
      .replaceAll(/\b\d+(\.\d+)? [kMGT]?B\b/g, '<size>')
      // A record's file says how long it took, so that its size is one of the machine as well.
      .replaceAll(/"(durationMs|estimateMs|keptBytes|freedBytes|pid)":\d+/g, '"$1":0')
      .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<moment>')
      .replaceAll(/ {2,}/g, '  ')
  return { exitCode, stdout: text(stdout), stderr: text(stderr) }
}

test.for(commands.map((command) => command.name()))(
  '%s says the same as a process of its own and in one that is kept',
  async (name) => {
    expect(words).toHaveProperty(name)
    const [own, kept] = projects as [Project, Project]
    for (const json of [[], ['--json']]) {
      const all = [name, ...(words[name] as readonly string[]), ...json]
      const said = steady(await own.assets(...all), own)
      expect(said.stdout + said.stderr).not.toBe('')
      expect(said.exitCode).not.toBe(exitCodes.bug)
      expect(steady(await kept.assets(...all), kept)).toEqual(said)
    }
  },
)
