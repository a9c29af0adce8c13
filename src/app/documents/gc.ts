import type { GcReport } from '../gc.ts'

export function gcDocument({ dryRun, keep, olderThanMs, assets, others, keptBytes, freedBytes }: GcReport): object {
  return {
    dryRun,
    keep,
    olderThanMs,
    assets: assets.map(({ asset, inProject, records, keptBytes, freedBytes }) => ({
      asset,
      inProject,
      records,
      keptBytes,
      freedBytes,
    })),
    others: others.map(({ what, keptBytes, freedBytes }) => ({ what, keptBytes, freedBytes })),
    keptBytes,
    freedBytes,
  }
}
