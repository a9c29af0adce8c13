import type { ExportReport } from '../export/request.ts'

export function exportDocument({ asset, version, rows, format, path, files, sizeBytes }: ExportReport): object {
  return { asset, version, rows, format, path, ...(files === undefined ? {} : { files }), sizeBytes }
}
