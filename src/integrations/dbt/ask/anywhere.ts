/** Stands for the folder of a project, in JSON. */
const folderMark = '\\u0000project'

/**
 * A text of JSON in which no path says where a project lies: it is the same text in every clone of it.
 *
 * @param folder Absolute.
 */
export const withoutFolder = (json: string, folder: string): string =>
  json.replaceAll(new RegExp(`${escaped(inJson(folder))}(?=[/\\\\"])`, 'g'), () => folderMark)

/** The same text where the project lies in a folder. */
export const inFolder = (json: string, folder: string): string => json.replaceAll(folderMark, () => inJson(folder))

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
