/**
 * What one of our programs has answered: the last line. Before it stands what the interpreter is made to print when it
 * starts, such as by a `sitecustomize`.
 */
export function answerIn(stdout: string): string {
  const text = stdout.trimEnd()
  return text.slice(text.lastIndexOf('\n') + 1)
}
