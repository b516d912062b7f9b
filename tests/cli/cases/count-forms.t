# A pipe gets the counts file; CSV, Markdown and a table on request; -o by extension, else the counts file.
c='counterweight count -q --labels input/labels.txt input/train.jsonl'
$c --to csv
$c --to md
$c --to table
$c >piped
for file in c.json c.csv c.md c.counts; do
        $c -o $file
done
cmp piped c.json
cmp piped c.counts
$c --to csv | cmp - c.csv
$c --to md | cmp - c.md
$c --to table -o t.txt
$c --to table | cmp - t.txt
=== stdout
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-NAME,8,0.1702127659574468<CR>
2,I-NAME,4,0.0851063829787234<CR>
3,B-EMAIL,2,0.0425531914893617<CR>
4,B-PHONE,0,0.0<CR>
| id | label   | tokens |     share |
| --:| ------- | ------:| ---------:|
|  0 | O       |     33 | 70.2128 % |
|  1 | B-NAME  |      8 | 17.0213 % |
|  2 | I-NAME  |      4 |  8.5106 % |
|  3 | B-EMAIL |      2 |  4.2553 % |
|  4 | B-PHONE |      0 |  0.0000 % |
id  label    tokens     share
 0  O            33  70.213 %  ##############################
 1  B-NAME        8  17.021 %  #######
 2  I-NAME        4   8.511 %  ####
 3  B-EMAIL       2   4.255 %  ##
 4  B-PHONE       0   0.000 %
ignored: id -100, 8 tokens
=== stderr
=== exit 0
