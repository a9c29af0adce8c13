import { randomUUID } from 'node:crypto'
import type { ReceiverDefinition } from '../../define/by-itself/alert.ts'
import { AssetError } from '../../errors.ts'
import type { ProjectRequest } from '../open/request.ts'
import { openSession } from '../open/session.ts'
import { receiversOf } from './alerts.ts'
import { type Delivery, deliver } from './deliver.ts'
import type { AlertMessage } from './message.ts'

export interface TestedReceiver {
  readonly receiver: ReceiverDefinition
  readonly delivery: Delivery
}

/**
 * Sends a message to each receiver of the project, once.
 *
 * @throws AssetError `SELECTION_EMPTY` where the project has no alerts.
 */
export async function testAlerts(project: ProjectRequest): Promise<readonly TestedReceiver[]> {
  await using session = await openSession(project, 'read')
  const { options, environmentName } = session.workspace.project
  const all = (options.alerts ?? []).flatMap(receiversOf)
  const distinct = new Map(all.map((receiver) => [JSON.stringify(receiver), receiver]))
  if (distinct.size === 0)
    throw new AssetError({
      code: 'SELECTION_EMPTY',
      message: 'the project has no alerts',
      fix: "add some to assets.config.ts: alerts: [{ when: ['failed'], to: webhook({ url: 'ALERTS_URL' }) }]",
    })
  return Promise.all(
    [...distinct.values()].map(async (receiver) => ({
      receiver,
      delivery: await deliver(receiver, testMessage(environmentName), { variables: process.env }),
    })),
  )
}

function testMessage(environment: string): AlertMessage {
  return {
    ...{ schemaVersion: 1, id: randomUUID(), kinds: ['finished'], text: 'a test of assets: alerts arrive here' },
    ...{ at: new Date().toISOString(), run: 'test', environment },
    ...{ failed: [], checks: [], recovered: [], late: [], blocked: 0, made: 0 },
  }
}
