import type { AcceptReport } from '../accept/accept.ts'

export interface AcceptView extends AcceptReport {
  readonly by: string
  readonly because: string
}

export function acceptDocument({ run, assets, by, because }: AcceptView): object {
  return {
    run,
    by,
    because,
    assets: assets.map(({ asset, partition, outcome, reason, causes, record }) => ({
      asset,
      ...(partition === undefined ? {} : { partition }),
      outcome,
      ...(reason === undefined ? {} : { reason }),
      causes,
      ...(record === undefined ? {} : { key: record.key, version: record.version, rows: record.rows }),
    })),
  }
}
