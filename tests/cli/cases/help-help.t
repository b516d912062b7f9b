# --help, -h after anything else that is right, and `help COMMAND` show the same.
counterweight help --help
counterweight help --help >a
counterweight help x -h >b
counterweight help help >c
cmp a b
cmp a c
=== stdout
counterweight help: help in general, or for one command

Examples:
  # everything about weights
  counterweight help weights

Usage: counterweight help [OPTION]... [COMMAND]

The same as 'counterweight --help' and 'counterweight COMMAND --help'.

Run:
  -h, --help                  show this help
=== stderr
=== exit 0
