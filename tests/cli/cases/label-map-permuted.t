# Data that carries names and a map that disagrees: exit 3 with the difference.
counterweight pack -q --labels input/labels.txt input/train.jsonl -o t.labels.zst
counterweight count -q --to csv t.labels.zst
printf 'O\nI-NAME\nB-NAME\nB-EMAIL\nB-PHONE\n' >permuted.txt
try counterweight count --labels permuted.txt t.labels.zst
counterweight count -q --to csv --labels input/labels.txt t.labels.zst | wc -l
=== stdout
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-NAME,8,0.1702127659574468<CR>
2,I-NAME,4,0.0851063829787234<CR>
3,B-EMAIL,2,0.0425531914893617<CR>
4,B-PHONE,0,0.0<CR>
6
=== stderr
counterweight: t.labels.zst: label names disagree: id 1 is "I-NAME" in permuted.txt but "B-NAME" in the data, id 2 is "B-NAME" but "I-NAME"; the 5 names are the same in another order (a permutation); use the map that the data was labelled with
[exit 3]
=== exit 0
