# Completion of stormbench for PowerShell. Add to $PROFILE:
#   stormbench completion powershell | Out-String | Invoke-Expression
# Every word is passed with a `=` before it, so that none is empty and none looks like an option.
Register-ArgumentCompleter -Native -CommandName stormbench -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = $commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() }
    }
    $words = @(@($before) + $wordToComplete | ForEach-Object { "=$_" })
    & $commandAst.CommandElements[0].ToString() completion words $words 2>$null | ForEach-Object {
        if ($_ -eq ':files' -or $_ -eq ':folders') {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        } else {
            $word, $about = $_ -split "`t", 2
            if (-not $about) { $about = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
        }
    }
}
