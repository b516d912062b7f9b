# Exit 4 before the counting begins.
try counterweight weights input/train.jsonl -o nofolder/w.toml
try counterweight weights input/train.jsonl -o input
try counterweight count input/train.jsonl -o nofolder/c.json
try counterweight pack input/train.jsonl -o nofolder/x.labels.zst
try counterweight unpack x.labels.zst -o nofolder/x.jsonl
=== stdout
=== stderr
counterweight: nofolder/w.toml: cannot write in the folder 'nofolder': No such file or directory
[exit 4]
counterweight: input: expected a file to write, found a folder
[exit 4]
counterweight: nofolder/c.json: cannot write in the folder 'nofolder': No such file or directory
[exit 4]
counterweight: nofolder/x.labels.zst: cannot write in the folder 'nofolder': No such file or directory
[exit 4]
counterweight: nofolder/x.jsonl: cannot write in the folder 'nofolder': No such file or directory
[exit 4]
=== exit 0
