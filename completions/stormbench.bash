# Completion of stormbench for bash. Add to ~/.bashrc:
#   eval "$(stormbench completion bash)"
# Every word is passed with a `=` before it, so that none is empty and none looks like an option.
_stormbench_completion() {
  local rest="${COMP_LINE:0:COMP_POINT}" gap part current breaks prefix='' word about kind i last=-1
  local -a words
  # bash makes words of = and :, so the parts without a blank between them are joined again.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    gap="${rest%%[![:space:]]*}"
    rest="${rest#"$gap"}"
    part="${COMP_WORDS[i]}"
    ((i == COMP_CWORD)) && part="$rest"
    if [[ -n $gap || $i -eq 0 ]]; then
      last=$((last + 1))
      words[last]=''
    fi
    words[last]+="$part"
    rest="${rest#"$part"}"
  done
  current="${words[last]}"
  # bash replaces only what follows the last of them.
  breaks="${COMP_WORDBREAKS//[^=:]/}"
  [[ -n $breaks && $current == *["$breaks"]* ]] && prefix="${current%"${current##*["$breaks"]}"}"
  COMPREPLY=()
  while IFS=$'\t' read -r word about; do
    case "$word" in
      :files | :folders)
        kind=-f
        [[ $word == :folders ]] && kind=-d
        compopt -o filenames 2>/dev/null
        while IFS= read -r word; do
          COMPREPLY+=("$word")
        done < <(compgen "$kind" -- "${current#"$prefix"}")
        ;;
      ?*) COMPREPLY+=("${word#"$prefix"}") ;;
    esac
  done < <("${words[0]}" completion words "${words[@]/#/=}" 2>/dev/null)
}
complete -F _stormbench_completion stormbench
