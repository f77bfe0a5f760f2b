# Completion of stormbench for fish. Add to ~/.config/fish/config.fish:
#   stormbench completion fish | source
# Every word is passed with a `=` before it, so that none is empty and none looks like an option.
function __stormbench_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] completion words =$words 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path $words[-1]
            case :folders
                __fish_complete_directories $words[-1] ''
            case '*'
                echo $line
        end
    end
end
complete -c stormbench -f -a '(__stormbench_complete)'
