# Slices, and the badly converted one: its B- and I- have changed places.
for i in 1 2 3 4 5 6; do
        mkdir -p data/set$((i % 2))
        for k in 1 2 3 4 5 6 7 8 9 10; do
                printf '{"ner_tags": ["O", "O", "O", "O", "O", "O", "O", "B-NAME", "I-NAME", "I-NAME", "O", "O"]}\n'
                printf '{"ner_tags": ["O", "O", "O", "B-CITY", "O", "O", "O", "O", "O", "O"]}\n'
        done >data/set$((i % 2))/$i.jsonl
done
counterweight count -q --by shard data --to table
sed -i 's/B-/X-/g; s/I-/B-/g; s/X-/I-/g' data/set1/3.jsonl
counterweight count --by shard data --to table
# Weights of each and of all; a folder is its own files.
counterweight weights -q --by folder data --to csv
counterweight weights -q --by shard data/set1 --json | grep -A 4 '"sliced_by"'
counterweight count -q --by folder data --to md
# The rows with one value of another column.
printf '{"from": "web", "tags": ["O", "B"]}\n{"from": null, "tags": ["O"]}\n{"tags": ["C"], "from": "mail"}\n' >rows.jsonl
counterweight count -q --by column from rows.jsonl --to csv
counterweight weights -q --by=column:from rows.jsonl --json | grep -E '"(command|sliced_by)"|jensen'
try counterweight count --by column nowhere rows.jsonl --column tags
try counterweight count --by column from rows.jsonl --bad-rows skip
try counterweight count --by column from - <rows.jsonl
try counterweight count rows.jsonl --by column
try counterweight count --by shards data
try counterweight explain --by shard O data
=== stdout
id  label   tokens     share
 0  O        1,080  81.818 %  ##############################
 1  B-CITY      60   4.545 %  ##
 2  B-NAME      60   4.545 %  ##
 3  I-NAME     120   9.091 %  ###

slice              tokens  sequences  unlike the rest
data/set0/2.jsonl     220         20      0.00000 bit
data/set0/4.jsonl     220         20      0.00000 bit
data/set0/6.jsonl     220         20      0.00000 bit
data/set1/1.jsonl     220         20      0.00000 bit
data/set1/3.jsonl     220         20      0.00000 bit
data/set1/5.jsonl     220         20      0.00000 bit
id  label   tokens     share
 0  O        1,080  81.818 %  ##############################
 1  B-CITY      50   3.788 %  #
 2  B-NAME      70   5.303 %  ##
 3  I-CITY      10   0.758 %
 4  I-NAME     110   8.333 %  ###

slice              tokens  sequences  unlike the rest
data/set1/3.jsonl     220         20      0.05660 bit  outlier
data/set0/2.jsonl     220         20      0.00538 bit
data/set0/4.jsonl     220         20      0.00538 bit
data/set0/6.jsonl     220         20      0.00538 bit
data/set1/1.jsonl     220         20      0.00538 bit
data/set1/5.jsonl     220         20      0.00538 bit
slice,id,label,tokens,share,weight<CR>
,0,O,1080,0.8181818181818182,1.0<CR>
,1,B-CITY,50,0.03787878787878788,0.8411451<CR>
,2,B-NAME,70,0.05303030303030303,0.7108974<CR>
,3,I-CITY,10,0.007575757575757576,1.8808576<CR>
,4,I-NAME,110,0.08333333333333333,0.5670999<CR>
data/set0,0,O,540,0.8181818181818182,1.0<CR>
data/set0,1,B-CITY,30,0.045454545454545456,1.1081942<CR>
data/set0,2,B-NAME,30,0.045454545454545456,1.1081942<CR>
data/set0,3,I-CITY,0,0.0,1.0<CR>
data/set0,4,I-NAME,60,0.09090909090909091,0.7836116<CR>
data/set1,0,O,540,0.8181818181818182,1.0<CR>
data/set1,1,B-CITY,20,0.030303030303030304,1.0655937<CR>
data/set1,2,B-NAME,40,0.06060606060606061,0.75348854<CR>
data/set1,3,I-CITY,10,0.015151515151515152,1.5069771<CR>
data/set1,4,I-NAME,50,0.07575757575757576,0.67394066<CR>
  "sliced_by": "shard",
  "slices": [
    {"name": "data/set1/1.jsonl", "tokens": 220, "sequences": 20, "ignored": 0, "jensen_shannon_bits": 0.016974574696857148, "p": 1.0, "outlier": false, "label_tokens": [180, 10, 10, 0, 20], "weights": [1.0, 1.1081941875543877, 1.1081941875543877, 1.0, 0.7836116248912243]},
    {"name": "data/set1/3.jsonl", "tokens": 220, "sequences": 20, "ignored": 0, "jensen_shannon_bits": 0.05659602262893327, "p": 1.3387954855208932e-9, "outlier": true, "label_tokens": [180, 0, 20, 10, 10], "weights": [1.0, 1.0, 0.7836116248912243, 1.1081941875543877, 1.1081941875543877]},
    {"name": "data/set1/5.jsonl", "tokens": 220, "sequences": 20, "ignored": 0, "jensen_shannon_bits": 0.016974574696857148, "p": 1.0, "outlier": false, "label_tokens": [180, 10, 10, 0, 20], "weights": [1.0, 1.1081941875543877, 1.1081941875543877, 1.0, 0.7836116248912243]}
| id | label  | tokens |     share |
| --:| ------ | ------:| ---------:|
|  0 | O      |   1080 | 81.8182 % |
|  1 | B-CITY |     50 |  3.7879 % |
|  2 | B-NAME |     70 |  5.3030 % |
|  3 | I-CITY |     10 |  0.7576 % |
|  4 | I-NAME |    110 |  8.3333 % |

| slice     | tokens | sequences |  jensen_shannon_bits |                   p | outlier |
| --------- | ------:| ---------:| --------------------:| -------------------:| ------- |
| data/set0 |    660 |        60 | 0.009956952645760412 | 0.49796759424212933 |         |
| data/set1 |    660 |        60 | 0.009956952645760412 | 0.49796759424212933 |         |
slice,id,label,tokens,share<CR>
,0,O,2,0.5<CR>
,1,B,1,0.25<CR>
,2,C,1,0.25<CR>
mail,0,O,0,0.0<CR>
mail,1,B,0,0.0<CR>
mail,2,C,1,1.0<CR>
null,0,O,1,1.0<CR>
null,1,B,0,0.0<CR>
null,2,C,0,0.0<CR>
web,0,O,1,0.5<CR>
web,1,B,1,0.5<CR>
web,2,C,0,0.0<CR>
  "command": "counterweight weights --by=column:from",
  "sliced_by": "column",
    {"name": "mail", "tokens": 1, "sequences": 1, "ignored": 0, "jensen_shannon_bits": 1.0, "p": 1.0, "outlier": false, "label_tokens": [0, 0, 1], "weights": [1.0, 1.0, 1.0]},
    {"name": "null", "tokens": 1, "sequences": 1, "ignored": 0, "jensen_shannon_bits": 0.4591479170272448, "p": 1.0, "outlier": false, "label_tokens": [1, 0, 0], "weights": null},
    {"name": "web", "tokens": 2, "sequences": 1, "ignored": 0, "jensen_shannon_bits": 0.5, "p": 1.0, "outlier": false, "label_tokens": [1, 1, 0], "weights": [1.0, 1.0, 1.0]}
=== stderr
counted 1,320 tokens of 5 labels, 120 sequences, 6 shards; TIME
counterweight: warning: data/set1/3.jsonl: its label mix is unlike that of the other slices (Jensen-Shannon 0.0566 bit): B-CITY is 0 % of it and 4.55 % of the rest
counterweight: rows.jsonl: expected the key "nowhere" in the records, found these: from, tags; choose another with --column (a.b names a key within another)
[exit 3]
counterweight: --by column does not go with --bad-rows skip: every row must be sound
[exit 2]
counterweight: standard input cannot be sliced by a column, for that takes reading it again; name a file
[exit 3]
counterweight: --by column: expected the name of a column after it (see 'counterweight count --help')
[exit 2]
counterweight: --by: expected shard, folder or column, found 'shards': did you mean 'shard'? (see 'counterweight count --help')
[exit 2]
counterweight: 'explain' has no option '--by'; these have: weights, count, merge (see 'counterweight explain --help')
[exit 2]
=== exit 0
