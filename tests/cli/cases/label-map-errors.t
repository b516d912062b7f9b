# Duplicates and holes name both places; exit 3.
printf 'O\nB-NAME\nO\n' >twice.txt
printf '{"id2label": {"0": "O", "1": "B-NAME", "3": "B-EMAIL"}}' >hole.json
printf '{"O": 0, "B-NAME": 1, "I-NAME": 1}' >same-id.json
printf '{"id2label": ' >broken.json
: >empty.txt
for map in twice.txt hole.json same-id.json broken.json empty.txt; do
        try counterweight count --labels $map input/train.jsonl
done
=== stdout
=== stderr
counterweight: twice.txt: "O" stands on line 1 and on line 3; a name has one id
[exit 3]
counterweight: hole.json: id 2 is missing: 1 is "B-NAME", 3 is "B-EMAIL"; ids run from 0 without holes
[exit 3]
counterweight: same-id.json: id 1 is "B-NAME" and "I-NAME"; an id has one name
[exit 3]
counterweight: broken.json: line 1: expected a label map, found no valid JSON: unexpected token near end of file (column 13)
[exit 3]
counterweight: empty.txt: expected a label map, found an empty file
[exit 3]
=== exit 0
