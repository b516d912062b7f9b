# The script parses, and offers commands, options and values.
counterweight completions fish >script
if command -v fish >/dev/null; then fish --no-execute script; fi
grep -E -e '-a weights|-l (unseen|output|dry-run|level|to) |from (help|completions)' script
=== stdout
complete -c counterweight -n __fish_use_subcommand -f -a weights -d 'count labels, weigh them, write the class weights: the main job'
complete -c counterweight -n '__fish_seen_subcommand_from help' -f -a 'weights count merge growth diff compare check explain inspect pack unpack cache help man completions'
complete -c counterweight -n '__fish_seen_subcommand_from completions' -f -a 'bash zsh fish'
complete -c counterweight -n '__fish_seen_subcommand_from weights growth diff compare check explain' -l unseen -x -a 'one zero max omit error' -d 'weight of labels in the map that were never seen'
complete -c counterweight -n '__fish_seen_subcommand_from weights count merge growth diff compare pack unpack' -l output -s o -r -F -d 'write to FILE, whole or not at all'
complete -c counterweight -n '__fish_seen_subcommand_from weights' -l to -x -a 'toml json yaml csv tsv md npy c safetensors txt json-by-name' -d 'form of the output'
complete -c counterweight -n '__fish_seen_subcommand_from count merge' -l to -x -a 'json csv tsv md txt table' -d 'form of the output'
complete -c counterweight -n '__fish_seen_subcommand_from growth diff compare' -l to -x -a 'table json csv md' -d 'form of the output'
complete -c counterweight -n '__fish_seen_subcommand_from unpack' -l to -x -a 'jsonl raw txt' -d 'form of the output'
complete -c counterweight -n '__fish_seen_subcommand_from weights' -l dry-run -d 'write nothing'
complete -c counterweight -n '__fish_seen_subcommand_from pack' -l level -x -d 'zstd level, 1 (fast) to 19 (small)'
=== stderr
=== exit 0
