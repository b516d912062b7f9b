# One map in all its shapes gives the same counts.
printf '["O", "B-NAME", "I-NAME", "B-EMAIL", "B-PHONE"]' >list.json
printf '{"O": 0, "B-NAME": 1, "I-NAME": 2, "B-EMAIL": 3, "B-PHONE": 4}' >object.json
printf '[labels]\n0 = "O"\n1 = "B-NAME"\n2 = "I-NAME"\n3 = "B-EMAIL"\n4 = "B-PHONE"\n' >map.toml
for map in input/labels.txt input/config.json input/label_mappings.json list.json object.json map.toml; do
        try counterweight count -q --to csv --labels $map input/train.jsonl >out
        cat out | md5sum
done
cat out
=== stdout
fa6df3cf588be248c207ae86a79934e0  -
fa6df3cf588be248c207ae86a79934e0  -
fa6df3cf588be248c207ae86a79934e0  -
fa6df3cf588be248c207ae86a79934e0  -
fa6df3cf588be248c207ae86a79934e0  -
fa6df3cf588be248c207ae86a79934e0  -
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-NAME,8,0.1702127659574468<CR>
2,I-NAME,4,0.0851063829787234<CR>
3,B-EMAIL,2,0.0425531914893617<CR>
4,B-PHONE,0,0.0<CR>
=== stderr
=== exit 0
