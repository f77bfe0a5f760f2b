#compdef stormbench
# Completion of stormbench for zsh. Add to ~/.zshrc, after compinit:
#   eval "$(stormbench completion zsh)"
# Every word is passed with a `=` before it, so that none is empty and none looks like an option.
_stormbench() {
  local line word about paths=''
  local -a asked offers
  asked=("${(@Q)words[1,CURRENT-1]}" "$PREFIX")
  for line in "${(@f)$("${asked[1]}" completion words "${(@)asked/#/=}" 2>/dev/null)}"; do
    case "$line" in
      :files | :folders) paths="$line" ;;
      ?*)
        word="${line%%$'\t'*}"
        about="${line#"$word"}"
        offers+=("${word//:/\\:}${about:+:${about#$'\t'}}")
        ;;
    esac
  done
  (($#offers)) && _describe -V 'stormbench' offers
  [[ $paths == :files ]] && _files
  [[ $paths == :folders ]] && _files -/
  return 0
}
compdef _stormbench stormbench
