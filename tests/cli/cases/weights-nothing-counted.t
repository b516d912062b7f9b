# Exit 3, and how many were ignored.
printf '{"tags": [-100, -100]}\n' >ignored.jsonl
try counterweight weights -o out ignored.jsonl
try counterweight count -o out ignored.jsonl
try counterweight merge -o out ignored.jsonl
ls
=== stdout
ignored.jsonl
input
=== stderr
counterweight: ignored.jsonl: expected labelled tokens, found none (1 sequence with 2 ignored tokens); check the label column and --ignore
[exit 3]
counterweight: ignored.jsonl: expected labelled tokens, found none (1 sequence with 2 ignored tokens); check the label column and --ignore
[exit 3]
counterweight: ignored.jsonl: expected a counts file, as 'counterweight count' writes it, found jsonl
[exit 3]
=== exit 0
