# Two halves give what the whole gives.
head -n 2 input/train.jsonl >1.jsonl
tail -n 2 input/train.jsonl >2.jsonl
for part in 1 2; do
        counterweight count -q --labels input/labels.txt $part.jsonl -o $part.json
done
counterweight merge 1.json 2.json -o all.json
counterweight count -q --labels input/labels.txt input/train.jsonl -o whole.json
for file in all whole; do
        counterweight weights -q $file.json | grep -E '^([0-9]|tokens|ignored|sequences)' >$file
done
diff whole all
counterweight merge -q 1.json 2.json --to table
# Names decide: sets with other ids for the same names add up by name.
counterweight count -q input/names.jsonl -o names.json
printf '{"ner_tags": ["B-AGE", "O"]}\n' >age.jsonl
counterweight count -q age.jsonl -o age.json
counterweight merge -q names.json age.json --to csv
# Any order, any grouping: the same bytes.
counterweight merge -q 1.json 2.json names.json -o at-once.json
counterweight merge -q names.json 2.json -o some.json
counterweight merge -q some.json 1.json -o in-steps.json
cmp at-once.json in-steps.json && grep -E '"(command|inputs|column)"' in-steps.json
# Slices of one name are one, and damaged shards stay known; files sliced in two ways have no slices in common.
printf '{"from": "web", "tags": ["O", "B"]}\n{"from": "mail", "tags": ["O", "O", "C"]}\n' >s1.jsonl
printf '{"from": "mail", "tags": ["C", "O"]}\n{"from": "10", "tags": ["O"]}\n{"from": "9", "tags": ["O"]}\n' >s2.jsonl
printf '{"from": "web", "tags": ["O", "B"\n' >s3.jsonl
counterweight count -q --by column from s1.jsonl -o s1.json
try counterweight count -q --by column from --keep-going s2.jsonl s3.jsonl -o s2.json
counterweight merge s2.json s1.json -o s12.json
counterweight merge -q s1.json s2.json -o s21.json
cmp s12.json s21.json && sed -n '/shards/p; /sliced_by/,$p' s12.json
counterweight count -q --by column from s1.jsonl s2.jsonl -o at-once.json
diff at-once.json s12.json | grep '^[<>]'
counterweight count -q --by shard s1.jsonl -o by-shard.json
try counterweight merge -q s1.json by-shard.json
counterweight merge -q --by shard s1.json by-shard.json --to table
sed 's/"label_tokens": \[3/"label_tokens": [9/' s12.json >forged.json
try counterweight merge forged.json
=== stdout
id  label    tokens     share
 0  O            33  70.213 %  ##############################
 1  B-NAME        8  17.021 %  #######
 2  I-NAME        4   8.511 %  ####
 3  B-EMAIL       2   4.255 %  ##
 4  B-PHONE       0   0.000 %
ignored: id -100, 8 tokens
id,label,tokens,share<CR>
0,O,34,0.6938775510204082<CR>
1,B-AGE,1,0.02040816326530612<CR>
2,B-EMAIL,2,0.04081632653061224<CR>
3,B-NAME,8,0.16326530612244897<CR>
4,I-NAME,4,0.08163265306122448<CR>
  "column": "labels, ner_tags",
  "command": "counterweight merge",
  "inputs": null,
  "shards": 2,
  "shards_failed": 1,
  "sliced_by": "column",
  "slice_column": "from",
  "slices": [
    {"name": "9", "tokens": 1, "sequences": 1, "ignored": 0, "jensen_shannon_bits": 0.21899525866266342, "p": 1.0, "outlier": false, "label_tokens": [1, 0, 0]},
    {"name": "10", "tokens": 1, "sequences": 1, "ignored": 0, "jensen_shannon_bits": 0.21899525866266342, "p": 1.0, "outlier": false, "label_tokens": [1, 0, 0]},
    {"name": "mail", "tokens": 5, "sequences": 2, "ignored": 0, "jensen_shannon_bits": 0.33102365960919994, "p": 1.0, "outlier": false, "label_tokens": [3, 0, 2]},
    {"name": "web", "tokens": 2, "sequences": 1, "ignored": 0, "jensen_shannon_bits": 0.40656775364361, "p": 1.0, "outlier": false, "label_tokens": [1, 1, 0]}
  ]
}
<   "shards_failed": 0,
>   "shards_failed": 1,
<   "command": "counterweight count --by=column:from",
<   "inputs": "s1.jsonl s2.jsonl",
>   "command": "counterweight merge",
>   "inputs": null,
id  label  tokens     share
 0  O           6  60.000 %  ##############################
 1  B           2  20.000 %  ##########
 2  C           2  20.000 %  ##########

slice          tokens  sequences  unlike the rest
s1.json             5          2      0.00000 bit
by-shard.json       5          2      0.00000 bit
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 2 shards, 8 ignored; TIME
counterweight: 1 damaged shard left out; the figures are those of the rest
[exit 3]
counted 9 tokens of 3 labels, 5 sequences, 2 shards; TIME
counterweight: warning: 1 damaged shard left out when these counts were taken
counterweight: expected counts files that are sliced in one way, found two; merge them apart, or give --by shard to slice by these files
[exit 3]
counterweight: forged.json: slices[2]: expected the slices to have at most 6 tokens of id 0, found more
[exit 3]
=== exit 0
