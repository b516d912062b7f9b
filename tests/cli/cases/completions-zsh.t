# The script parses, and offers commands, options and values.
counterweight completions zsh >script
if command -v zsh >/dev/null; then zsh -n script; fi
grep -E "^#compdef|weights:|'--unseen|--output|--dry-run|word:" script | sort -u
=== stdout
        '(-o --output)'{-o+,--output=}'[write to FILE, whole or not at all]:output:_files' \
        '--dry-run[write nothing]' \
        '--unseen=[weight of labels in the map that were never seen]:unseen:(one zero max omit error)' \
        '1:word:(bash zsh fish)' ;;
        '1:word:(list clear verify)' ;;
        '1:word:(weights count merge growth diff compare check explain inspect pack unpack cache help man completions)' ;;
        'weights:count labels, weigh them, write the class weights: the main job'
#compdef counterweight
=== stderr
=== exit 0
