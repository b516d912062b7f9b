# --help, -h after anything else that is right, and `help COMMAND` show the same.
counterweight man --help
counterweight man --help >a
counterweight man x -h >b
counterweight help man >c
cmp a b
cmp a c
=== stdout
counterweight man: write the manual page, as roff

Examples:
  # read it without installing
  counterweight man | man -l -

Usage: counterweight man [OPTION]...

Writes the manual page to standard output. An installed counterweight has it as
counterweight(1).

Run:
  -h, --help                  show this help
=== stderr
=== exit 0
