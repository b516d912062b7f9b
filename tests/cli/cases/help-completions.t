# --help, -h after anything else that is right, and `help COMMAND` show the same.
counterweight completions --help
counterweight completions --help >a
counterweight completions x -h >b
counterweight help completions >c
cmp a b
cmp a c
=== stdout
counterweight completions: write the completions for a shell

Examples:
  # in ~/.bashrc
  eval "$(counterweight completions bash)"
  # a folder of $fpath
  counterweight completions zsh > ~/.zfunc/_counterweight
  # in config.fish
  counterweight completions fish | source

Usage: counterweight completions [OPTION]... bash|zsh|fish

Writes the completions of one shell to standard output. 'make install' puts them
where shells look.

Run:
  -h, --help                  show this help
=== stderr
=== exit 0
