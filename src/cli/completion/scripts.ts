export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/** Each hands over the words up to the cursor, the last of them as far as it is typed, and takes a candidate a line. */
const scripts: Readonly<Record<Shell, string>> = {
  bash: `# eval "$(assets completion bash)"
_assets() {
  local IFS=$'\\n'
  COMPREPLY=($(assets completion bash -- "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null))
}
complete -o default -F _assets assets`,
  zsh: `# eval "$(assets completion zsh)"
_assets() {
  local -a found
  found=(\${(f)"$(assets completion zsh -- "\${(@)words[1,CURRENT]}" 2>/dev/null)"})
  compadd -- $found || _files
}
compdef _assets assets`,
  fish: `# assets completion fish | source
function __assets
  set -l candidates (assets completion fish -- (commandline -opc) (commandline -ct) 2>/dev/null)
  if set -q candidates[1]
    printf '%s\\n' $candidates
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c assets -f -a '(__assets)'`,
  powershell: `# assets completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName assets -ScriptBlock {
  param($word, $ast, $cursor)
  $typed = @($ast.CommandElements | ForEach-Object { $_.ToString() })
  if ($word -eq '') { $typed += '' }
  assets completion powershell -- @typed 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}`,
}

export const completionScript = (shell: Shell): string => scripts[shell]
