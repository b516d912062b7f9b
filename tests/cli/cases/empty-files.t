# Empty files, blank lines and a last line without its newline are all right among others.
: >empty.jsonl
printf '\n\n \n' >blank.jsonl
printf '{"labels": [0]}' >short.jsonl
counterweight count -q --to csv empty.jsonl short.jsonl blank.jsonl
printf 'a\tO\n\nb\tB-X' >short.conll
counterweight count -q --to csv short.conll empty.jsonl
counterweight count -q --to csv - input/train.jsonl </dev/null | wc -l
# With nothing else: nothing was counted.
try counterweight weights empty.jsonl
try counterweight count empty.jsonl
try counterweight count blank.jsonl
try counterweight count - </dev/null
try counterweight diff input/names.jsonl empty.jsonl --fail-above js=0.1
=== stdout
id,label,tokens,share<CR>
0,,1,1.0<CR>
id,label,tokens,share<CR>
0,O,1,0.5<CR>
1,B-X,1,0.5<CR>
5
=== stderr
counterweight: empty.jsonl: expected labelled tokens, found nothing at all: not a byte
[exit 3]
counterweight: empty.jsonl: expected labelled tokens, found nothing at all: not a byte
[exit 3]
counterweight: blank.jsonl: expected labelled tokens, found none (0 sequences with 0 ignored tokens); check the label column and --ignore
[exit 3]
counterweight: standard input: expected labelled tokens, found nothing at all: not a byte
[exit 3]
counterweight: empty.jsonl: expected labelled tokens, found none
[exit 3]
=== exit 0
