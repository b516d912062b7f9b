# A reader that has seen enough ends the program without a word, though there is more than a pipe holds.
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "w\tB-LABEL%05d\n", i; print "w\tO" }' >many.conll
counterweight weights -q many.conll | head -n 2
counterweight count -q many.conll | head -n 2
counterweight pack -q many.conll -o many.labels.zst
counterweight unpack many.labels.zst --to txt | head -n 2
=== stdout
[class_weights]
0 = 1.0  # O
{
  "format": "counterweight-counts",
B-LABEL00000
B-LABEL00001
=== stderr
=== exit 0
