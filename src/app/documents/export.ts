import type { ExportReport } from '../export.ts'

export function exportDocument({ asset, version, rows, format, path, sizeBytes }: ExportReport): object {
  return { asset, version, rows, format, path, sizeBytes }
}
