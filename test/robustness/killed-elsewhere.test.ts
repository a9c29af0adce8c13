import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'

const assets = `
import { asset } from '#project'
import { called } from '../rig.ts'
export const made = asset(async () => { await called('made'); return [{ id: 1 }] })
`

test.skipIf(process.platform === 'win32')(
  'what a killed pod was making is free as soon as it has not said for a while that it lives',
  async () => {
    await using project = await createProject({ 'assets/index.ts': assets })
    const held = project.calls.hold('made')
    const pod = project.start(['materialize'])
    await held.waiting()
    pod.process.kill('SIGKILL')
    await pod.ended
    held.release()
    const database = new Sqlite(join(project.folder, '.assetstore', 'catalog.sqlite'))
    for (const table of ['leases', 'slots', 'runs', 'holds'])
      database.exec(`UPDATE ${table} SET owner = json_set(owner, '$.host', 'pod-1')`)
    database.exec("UPDATE slots SET name = 'heartbeat ' || owner WHERE name LIKE 'heartbeat %'")

    expect(await project.assets('materialize', '--wait', '300ms')).toMatchObject({ exitCode: 4 })
    database.prepare("UPDATE slots SET expires = ? WHERE name LIKE 'heartbeat %'").run(Date.now() - 1)
    database.close()
    expect(await project.json('materialize', '--no-wait')).toMatchObject({ ok: true, counts: { ran: 1 } })
  },
)
