# Content first: a wrong extension does not matter. Then the extension: what could be anything is what its name says.
cp input/train.jsonl train.conll
cp input/news.conll news.jsonl
counterweight count -q --to csv train.conll | wc -l
counterweight count -q --to csv news.jsonl | wc -l
printf 'Anna\tB-NAME\nran\tO\nfast\nvery\tO\nthen\n' >b.conll
counterweight count --bad-rows skip -q --to csv b.conll
printf 'word ner pos\nAnna person NNP\n; a remark\nran none VBD\n' >h.conll
counterweight count -q --to csv --header --field ner --comment ';' h.conll
=== stdout
5
5
id,label,tokens,share<CR>
0,O,2,0.6666666666666666<CR>
1,B-NAME,1,0.3333333333333333<CR>
id,label,tokens,share<CR>
0,none,1,0.5<CR>
1,person,1,0.5<CR>
=== stderr
=== exit 0
