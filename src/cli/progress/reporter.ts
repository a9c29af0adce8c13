import { limitLogs } from './limit-logs.ts'
import { liveReporter } from './live.ts'
import { plainReporter } from './plain.ts'
import type { Reporter, ReporterOptions } from './reporting.ts'

export function createReporter(kind: 'live' | 'plain' | 'silent', options: ReporterOptions): Reporter {
  if (kind === 'silent') return silent
  const reporter = kind === 'live' ? liveReporter(options) : plainReporter(options)
  return options.lines.verbose ? reporter : { ...reporter, emit: limitLogs(reporter.emit) }
}

const silent: Reporter = { emit: () => undefined, close: () => undefined }
