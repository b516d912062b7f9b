# Damaged shards stop the run and nothing is written; with --keep-going each is told, the rest counts, exit 3.
mkdir data
counterweight pack -q input/names.jsonl -o data/a.labels.zst
counterweight pack -q input/names.jsonl -o data/b.labels.zst
counterweight pack -q input/names.jsonl -o data/c.labels.zst
# One bit of the first frame.
byte=$(tail -c +81 data/b.labels.zst | head -c 1 | od -An -tu1)
printf "\\$(printf %o $((byte ^ 4)))" | dd of=data/b.labels.zst bs=1 seek=80 conv=notrunc 2>/dev/null
head -c 100 data/c.labels.zst >data/d.labels.zst
try counterweight weights data -o w.toml
ls
try counterweight weights --keep-going data -o w.toml
grep -E '^([0-9]|tokens|shards)' w.toml
try counterweight count -q --keep-going data --to csv
# A file that is not there is no damage.
try counterweight count --keep-going data nofile
=== stdout
data
input
0 = 1.0  # O
1 = 1.3592455  # B-EMAIL
2 = 0.67962277  # B-NAME
3 = 0.96113175  # I-NAME
tokens = 94
id,label,tokens,share<CR>
0,O,66,0.7021276595744681<CR>
1,B-EMAIL,4,0.0425531914893617<CR>
2,B-NAME,16,0.1702127659574468<CR>
3,I-NAME,8,0.0851063829787234<CR>
=== stderr
counterweight: data/b.labels.zst: frame 0 at byte 80: expected the magic bytes of a preamble or of the end frame, found others; the file is damaged (use --keep-going to count the rest)
[exit 3]
counterweight: warning: data/b.labels.zst: frame 0 at byte 80: expected the magic bytes of a preamble or of the end frame, found others; the file is damaged (use --keep-going to count the rest)
counterweight: warning: data/d.labels.zst: frame 0 at byte 80: expected N bytes, found M; the file is cut off (copy it anew, or use --keep-going to count the rest)
counted 94 tokens of 4 labels, 8 sequences, 2 shards; TIME
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
entity weights go from 0.6796 (B-NAME) to 1.359 (B-EMAIL), 2 to 1; the 3 labels share the loss as 2.89 equal ones would
the least certain weight is that of B-EMAIL, 1.359 from 4 tokens: 95 % interval 0.8495 to 2.604
3 labels have fewer than 50 tokens, too few for a weight to be more than chance: B-EMAIL (4), B-NAME (16), I-NAME (8)
counterweight: 2 damaged shards left out; the figures are those of the rest
[exit 3]
counterweight: 2 damaged shards left out; the figures are those of the rest
[exit 3]
counterweight: nofile: cannot open: No such file or directory
[exit 4]
=== exit 0
