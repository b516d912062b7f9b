# Counts of unchanged shards come from the cache; the result is the same, byte for byte.
mkdir data
for i in 1 2 3; do printf '{"tags": [0, 1, %d]}\n{"tags": [0, -100]}\n' $i >data/s$i.jsonl; done
touch -d '2024-01-02 03:04:05.5' data/*
counterweight count data --cache=c -o a.json
counterweight count data --cache=c -o b.json
cmp a.json b.json
counterweight count -q data -o c.json
cmp a.json c.json
# A shard that is new, one that has changed, one that is gone.
printf '{"tags": [4]}\n' >data/s4.jsonl
printf '{"tags": [5, 0]}\n' >>data/s2.jsonl
rm data/s1.jsonl
touch -d '2024-01-02 03:04:06.5' data/s[24].jsonl
COUNTERWEIGHT_CACHE=c counterweight count data --to csv
# Neither the label map nor what is ignored asks for the data again; another column does.
printf 'O\nA\nB\nC\nD\nE\n' >labels.txt
counterweight count data --cache=c --labels labels.txt --ignore -100,5 --to csv
counterweight count data --cache=c --bad-rows skip --to csv -q
# A label that is unknown now, and was not when it was counted: its place is found all the same.
printf 'O\nA\nB\n' >short.txt
try counterweight count data --cache=c --labels short.txt
try counterweight count data --labels short.txt
# The content changed behind its back.
printf '{"tags": [9]}\n' >data/s4.jsonl
touch -d '2024-01-02 03:04:06.5' data/s4.jsonl
counterweight count data --cache=c --to csv | grep ^9
counterweight count data --cache=c --cache-verify --to csv | grep ^9
counterweight count data --cache=c --to csv | grep ^9
# Standard input is not kept.
counterweight count - --cache=c2 --to csv <data/s4.jsonl
ls c2 2>&1
# The default folder.
XDG_CACHE_HOME=$PWD/xdg counterweight count data --cache -o d.json
XDG_CACHE_HOME=relative HOME=$PWD/home counterweight count data --cache -o d.json
ls -d xdg/counterweight/segment-* home/.cache/counterweight/segment-* | sed 's/segment-.*/segment/'
=== stdout
id,label,tokens,share<CR>
0,,5,0.45454545454545453<CR>
1,,2,0.18181818181818182<CR>
2,,1,0.09090909090909091<CR>
3,,1,0.09090909090909091<CR>
4,,1,0.09090909090909091<CR>
5,,1,0.09090909090909091<CR>
id,label,tokens,share<CR>
0,O,5,0.5<CR>
1,A,2,0.2<CR>
2,B,1,0.1<CR>
3,C,1,0.1<CR>
4,D,1,0.1<CR>
5,E,0,0.0<CR>
id,label,tokens,share<CR>
0,,5,0.45454545454545453<CR>
1,,2,0.18181818181818182<CR>
2,,1,0.09090909090909091<CR>
3,,1,0.09090909090909091<CR>
4,,1,0.09090909090909091<CR>
5,,1,0.09090909090909091<CR>
9,,1,0.09090909090909091<CR>
9,,1,0.09090909090909091<CR>
id,label,tokens,share<CR>
9,,1,1.0<CR>
ls: cannot access 'c2': No such file or directory
home/.cache/counterweight/segment
xdg/counterweight/segment
=== stderr
counted 12 tokens of 4 labels, 6 sequences, 3 shards (0 from the cache), 3 ignored; TIME
counted 12 tokens of 4 labels, 6 sequences, 3 shards (3 from the cache), 3 ignored; TIME
counted 11 tokens of 6 labels, 6 sequences, 3 shards (1 from the cache), 2 ignored; TIME
counted 10 tokens of 5 labels, 6 sequences, 3 shards (3 from the cache), 3 ignored; TIME
counterweight: data/s2.jsonl: line 3: position 1: label id 5 is not in the label map; 1 token has it (and 2 more such labels); add it to the label map, or use --unknown count or ignore
[exit 3]
counterweight: data/s2.jsonl: line 3: position 1: label id 5 is not in the label map; 1 token has it (and 2 more such labels); add it to the label map, or use --unknown count or ignore
[exit 3]
counted 11 tokens of 6 labels, 6 sequences, 3 shards (3 from the cache), 2 ignored; TIME
counterweight: warning: data/s4.jsonl: the content has changed though size and time of change have not; what the cache had of it is wrong and was counted again
counted 11 tokens of 6 labels, 6 sequences, 3 shards (2 from the cache), 2 ignored; TIME
counted 11 tokens of 6 labels, 6 sequences, 3 shards (3 from the cache), 2 ignored; TIME
counted 1 token of 1 label, 1 sequence, 1 shard (0 from the cache); TIME
counted 11 tokens of 6 labels, 6 sequences, 3 shards (0 from the cache), 2 ignored; TIME
counted 11 tokens of 6 labels, 6 sequences, 3 shards (0 from the cache), 2 ignored; TIME
=== exit 0
