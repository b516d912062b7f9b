# Exit 4, one sentence, no output.
try counterweight weights nofile -o w.toml
try counterweight count input/train.jsonl nofile
try counterweight inspect nofile
try counterweight explain O nofile
try counterweight pack nofile -o x.labels.zst
try counterweight unpack nofile
try counterweight weights --labels nolabels input/train.jsonl
ls
=== stdout
input
=== stderr
counterweight: nofile: cannot open: No such file or directory
[exit 4]
counterweight: nofile: cannot open: No such file or directory
[exit 4]
counterweight: nofile: cannot open: No such file or directory
[exit 4]
counterweight: nofile: cannot open: No such file or directory
[exit 4]
counterweight: nofile: cannot open: No such file or directory
[exit 4]
counterweight: nofile: cannot open: No such file or directory
[exit 4]
counterweight: nolabels: cannot be opened: No such file or directory
[exit 4]
=== exit 0
