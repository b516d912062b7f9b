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
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 2 shards, 8 ignored; TIME
=== exit 0
