/** Stands for the folder of a project, in JSON. */
const folderMark = '\\u0000project'

/**
 * A JSON text in which no path names the project's folder, so that it is the same in every clone.
 *
 * @param folder Absolute.
 */
export const withoutFolder = (json: string, folder: string): string =>
  json.replaceAll(new RegExp(`${escaped(inJson(folder))}(?=[/\\\\"])`, 'g'), () => folderMark)

/** The same text for a project in this folder. */
export const inFolder = (json: string, folder: string): string => json.replaceAll(folderMark, () => inJson(folder))

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
