# What one command's --help names, the manual page and all completions name too.
counterweight man | tr -d '\\' >man
for shell in bash zsh fish; do
        counterweight completions $shell >$shell
done
for command in weights count merge explain inspect pack unpack; do
        counterweight $command --help | grep -o -E '^  (-[a-z],|   ) --[a-z0-9-]+' | sed 's/.*--//' >options
        [ -s options ] || echo "$command: no options"
        while read -r option; do
                grep -q -e "fB--$option" man || echo "man: $command --$option"
                grep -q -e "--$option " bash || echo "bash: $command --$option"
                grep -q -E -e "--$option(=|\[|\})" zsh || echo "zsh: $command --$option"
                grep -q -E "from.* $command.* -l $option " fish || echo "fish: $command --$option"
        done <options
done
wc -l <options
=== stdout
9
=== stderr
=== exit 0
