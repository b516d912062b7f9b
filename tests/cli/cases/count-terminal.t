# On a terminal: a table, without --json or --to.
script -qec true /dev/null </dev/null >/dev/null 2>&1 || { echo 'no terminal can be had here'; exit 77; }
script -qec 'TERM=xterm counterweight count -q --labels input/labels.txt input/train.jsonl' /dev/null </dev/null
script -qec 'TERM=xterm counterweight count -q --to csv input/train.jsonl' /dev/null </dev/null
script -qec 'TERM=xterm NO_COLOR=1 counterweight count -q input/train.jsonl' /dev/null </dev/null | head -n 1
=== stdout
<ESC>[1mid  label    tokens     share<ESC>[0m<CR>
 0  O            33  70.213 %  ##############################<CR>
 1  B-NAME        8  17.021 %  #######<CR>
 2  I-NAME        4   8.511 %  ####<CR>
 3  B-EMAIL       2   4.255 %  ##<CR>
 4  B-PHONE       0   0.000 %<CR>
ignored: id -100, 8 tokens<CR>
id,label,tokens,share<CR>
0,,33,0.7021276595744681<CR>
1,,8,0.1702127659574468<CR>
2,,4,0.0851063829787234<CR>
3,,2,0.0425531914893617<CR>
id  label  tokens     share<CR>
=== stderr
=== exit 0
