# A pipe that never ends, then ctrl-c, or SIGTERM: exit 130, no output, no temporary file.
# (--foreground, or timeout sends the signal twice, of which the second kills.)
mkfifo pipe
exec 3<>pipe # somebody could still write
for signal in INT TERM; do
        for threads in 1 2; do
                try timeout --foreground -k 5 --preserve-status -s $signal 1 \
                        env --default-signal=$signal counterweight weights -q -j$threads -o w.toml pipe
                try timeout --foreground -k 5 --preserve-status -s $signal 1 \
                        env --default-signal=$signal counterweight weights -q -j$threads -o w.toml - <pipe
        done
done
try timeout --foreground -k 5 --preserve-status -s INT 1 env --default-signal=INT counterweight count -q --files-from pipe
ls
=== stdout
input
pipe
=== stderr
counterweight: interrupted; nothing was written
[exit 130]
counterweight: interrupted; nothing was written
[exit 130]
counterweight: interrupted; nothing was written
[exit 130]
counterweight: interrupted; nothing was written
[exit 130]
counterweight: interrupted; nothing was written
[exit 130]
counterweight: interrupted; nothing was written
[exit 130]
counterweight: interrupted; nothing was written
[exit 130]
counterweight: interrupted; nothing was written
[exit 130]
counterweight: interrupted; nothing was written
[exit 130]
=== exit 0
