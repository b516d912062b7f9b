counterweight weights --to csv --labels input/labels.txt input/train.jsonl
counterweight weights --to md -q --labels input/labels.txt input/train.jsonl
=== stdout
id,label,tokens,share,weight<CR>
0,O,33,0.7021276595744681,1.0<CR>
1,B-NAME,8,0.1702127659574468,0.67962277<CR>
2,I-NAME,4,0.0851063829787234,0.96113175<CR>
3,B-EMAIL,2,0.0425531914893617,1.3592455<CR>
4,B-PHONE,0,0.0,1.0<CR>
| id | label   | tokens |     share |     weight |
| --:| ------- | ------:| ---------:| ----------:|
|  0 | O       |     33 | 70.2128 % |        1.0 |
|  1 | B-NAME  |      8 | 17.0213 % | 0.67962277 |
|  2 | I-NAME  |      4 |  8.5106 % | 0.96113175 |
|  3 | B-EMAIL |      2 |  4.2553 % |  1.3592455 |
|  4 | B-PHONE |      0 |  0.0000 % |        1.0 |
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
entity weights go from 0.6796 (B-NAME) to 1.359 (B-EMAIL), 2 to 1; the 3 labels share the loss as 2.89 equal ones would
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
4 labels have fewer than 50 tokens, too few for a weight to be more than chance: O (33), B-NAME (8), I-NAME (4), B-EMAIL (2)
1 label of the map was never seen and gets 1.0 (--unseen one): B-PHONE
=== exit 0
