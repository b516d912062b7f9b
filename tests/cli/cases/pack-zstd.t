# A shard is a .zst file for everyone else.
command -v zstd >/dev/null || { echo 'zstd is not there'; exit 77; }
counterweight pack -q --encoding phrases input/names.jsonl -o p.labels.zst
zstd -q -t p.labels.zst && echo 'zstd -t: good'
counterweight pack -q --encoding ids input/names.jsonl -o n.labels.zst
zstd -q -t n.labels.zst && echo 'zstd -t: good'
zstd -q -dc n.labels.zst >a
counterweight unpack n.labels.zst --to raw | cmp - a
zstd -q -c input/names.jsonl | counterweight count -q --to csv -
=== stdout
zstd -t: good
zstd -t: good
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-EMAIL,2,0.0425531914893617<CR>
2,B-NAME,8,0.1702127659574468<CR>
3,I-NAME,4,0.0851063829787234<CR>
=== stderr
=== exit 0
