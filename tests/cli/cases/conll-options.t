# Another field, by number and by name; separators; comments; a header.
printf 'word\tner\tpos\nAnna\tB-NAME\tNNP\n; a remark\nran\tO\tVBD\n' >h.conll
counterweight count -q --to csv --format conll --header --field ner --comment ';' h.conll
counterweight count -q --to csv --format conll --header --field 2 --comment ';' h.conll
counterweight count -q --to csv --format conll --header --field -2 --comment ';' h.conll
try counterweight count --format conll --header --field nre --comment ';' h.conll
try counterweight count --format conll --field 9 h.conll
try counterweight count --format conll --field 0 h.conll
printf 'New York B-LOC\nx O\n' >s.conll
counterweight count -q --to csv --separator space s.conll
printf '# O\nx O\n' >c.conll
counterweight count -q --to csv --comment none c.conll
counterweight count -q --to csv --comment '#' c.conll
=== stdout
id,label,tokens,share<CR>
0,O,1,0.5<CR>
1,B-NAME,1,0.5<CR>
id,label,tokens,share<CR>
0,O,1,0.5<CR>
1,B-NAME,1,0.5<CR>
id,label,tokens,share<CR>
0,O,1,0.5<CR>
1,B-NAME,1,0.5<CR>
id,label,tokens,share<CR>
0,O,1,0.5<CR>
1,B-LOC,1,0.5<CR>
id,label,tokens,share<CR>
0,O,2,1.0<CR>
id,label,tokens,share<CR>
0,O,1,1.0<CR>
=== stderr
counterweight: h.conll: expected a column named nre, found the columns word ner pos (header row); choose one of them with --field
[exit 3]
counterweight: h.conll: line 1: expected at least 9 cells, found 3; use --bad-rows skip to leave such rows out, --comment for comments, or --field
[exit 3]
counterweight: h.conll: expected --field to be a name, 1 to 65536 from the left or -1 to -65536 from the right, found '0'
[exit 2]
=== exit 0
