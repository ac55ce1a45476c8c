# fish completion for cdclab(1): the program itself says what may follow.

function __cdclab_complete
    set -l words (commandline -opc)
    $words[1] complete -- $words[2..] (commandline -ct) 2>/dev/null
end

complete -c cdclab -f -a '(__cdclab_complete)'
# where it has nothing to say, files may follow
complete -c cdclab -n 'not string length -q -- (__cdclab_complete)' -F
