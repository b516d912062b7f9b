# A pipe that nobody writes to: opening it waits, and ctrl-c ends that too.
mkfifo pipe
try timeout --foreground -k 5 --preserve-status -s INT 1 env --default-signal=INT counterweight weights -q -o w.toml pipe
ls
=== stdout
input
pipe
=== stderr
counterweight: interrupted; nothing was written
[exit 130]
=== exit 0
