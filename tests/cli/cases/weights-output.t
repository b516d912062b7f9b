# -o: the form by extension, else TOML; nothing on standard output; the same bytes as there.
w='counterweight weights -q --labels input/labels.txt input/train.jsonl'
for file in w.toml w.json w.csv w.md w.conf; do
        $w -o $file
done
$w | cmp - w.toml
$w --json | cmp - w.json
$w --to csv | cmp - w.csv
$w --to md -o - | cmp - w.md
cmp w.toml w.conf
$w --to json -o w.txt
cmp w.txt w.json
# --json beside a file.
$w --json -o again.toml | cmp - w.json
cmp again.toml w.toml
# Devices are written straight.
$w -o /dev/null
[ -c /dev/null ] && echo 'still a device'
$w -o /dev/stdout | cmp - w.toml
ls
=== stdout
still a device
again.toml
input
w.conf
w.csv
w.json
w.md
w.toml
w.txt
=== stderr
=== exit 0
