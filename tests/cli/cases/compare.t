printf '{"format": "counterweight-counts", "version": 1, "tokens": 990440040, "labels": [{"id": 0, "name": "O", "tokens": 950000000}, {"id": 1, "name": "B-FIRSTNAME", "tokens": 20000000}, {"id": 2, "name": "B-SURNAME", "tokens": 15000000}, {"id": 3, "name": "B-EMAIL", "tokens": 5000000}, {"id": 4, "name": "B-SSN", "tokens": 400000}, {"id": 5, "name": "B-IBAN-WITH-A-VERY-LONG-NAME", "tokens": 40000}, {"id": 6, "name": "B-RARE", "tokens": 40}, {"id": 7, "name": "B-NEVER", "tokens": 0}]}' >muted.json
try counterweight compare muted.json
try counterweight compare -q --to csv muted.json
try counterweight compare -q --to md --normalize token input/train.jsonl
try counterweight compare -q --json muted.json --unseen omit | grep -c weight_ratio
try counterweight compare --color always -q input/train.jsonl --o-label 0
# The chart in characters of more than ASCII; of 130 labels three share a column, weights of 0 are blanks.
awk 'BEGIN { for (i = 0; i < 130; i++) print "w\tB-T" i "\nw\tO"; for (i = 0; i < 130; i++) for (k = 0; k < 130 - i; k++) print "w\tB-T" i }' >many.conll
LC_ALL=C.UTF-8 counterweight compare -q many.conll | tail -n 11
LC_ALL=C.UTF-8 counterweight compare -q muted.json --max-ratio 1 | tail -n 3
try counterweight compare --to npy muted.json
try counterweight compare --scheme inverse muted.json
try counterweight compare
=== stdout
label                   tokens  share   sqrt invers effect  power   enet    log  compl  pos_w none
O                  950,000,000  95.9%      1      1      1      1      1      1      1      1    1
B-FIRSTNAME         20,000,000  2.02% 0.0081 1.2e-5 0.1968 0.0081 0.6211 0.3256 0.9865 1.2e-5    1
B-SURNAME           15,000,000  1.51% 0.0094 1.6e-5 0.1968 0.0094 0.7086 0.3723 0.9916 1.6e-5    1
B-EMAIL              5,000,000  0.50% 0.0162 4.8e-5 0.1968 0.0162 0.9893 0.5507  1.002 4.8e-5    1
B-SSN                  400,000  0.04% 0.0573 6.0e-4 0.1968 0.0573  1.212 0.9607  1.006 6.0e-4    1
B-IBAN-WITH-A-VER…      40,000 0.004% 0.1811 0.0060 0.1968 0.1811  1.233  1.335  1.007 0.0060    1
B-RARE                      40  4e-6%  5.728  5.993  5.016  5.728  1.236  2.456  1.007  5.993    1
B-NEVER                      0     0%      1      1      1      1      1      1      1      1    1

scheme        largest/smallest  entity share  loss scale  even classes  saturated  owner
inverse_sqrt             707.1         0.04%      0.9596         3.627          0  B-RARE
inverse                  5.0e5         2e-4%      0.9592             6          0  B-RARE
effective                25.49         0.83%      0.9672         2.794          5  B-RARE
power                    707.1         0.04%      0.9596         3.627          0  B-RARE
enet                      1.99         2.92%      0.9880         3.046          0
log                      7.544         1.58%      0.9746         3.166          0
complement               1.021         4.05%      0.9996         2.801          0
pos_weight               5.1e5         2e-4%      0.9592             6          0  B-RARE
none                         1         4.08%           1         2.793          0

weights of 6 entity labels, from most tokens to fewest
all rows on one log axis, _ 1.17e-05 to # 5.99
inverse_sqrt  ~~~~========++++++++####
inverse       ____________----~~~~####
effective     ++++++++++++++++++++####
power         ~~~~========++++++++####
enet          ************############
log           ****************########
complement    ************************
pos_weight    ____________----~~~~####
none          ************************
id,label,tokens,share,inverse_sqrt,inverse,effective,power,enet,log,complement,pos_weight,none<CR>
0,O,950000000,0.9591696232313064,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0<CR>
1,B-FIRSTNAME,20000000,0.02019304469960645,0.008100519570801068,1.1986662839813564e-5,0.1967804564047782,0.008100519570801068,0.6210813466799061,0.32558145671155364,0.9865202878072484,1.1744618464042332e-5,1.0<CR>
2,B-SURNAME,15000000,0.015144783524704837,0.009353674309555658,1.598221711975142e-5,0.1967804564047782,0.009353674309555658,0.7085582936501255,0.37228972232631935,0.9916031380975521,1.574017371109322e-5,1.0<CR>
3,B-EMAIL,5000000,0.005048261174901612,0.016201039141602137,4.794665135925426e-5,0.1967804564047782,0.016201039141602137,0.9892816849701831,0.5506611938241014,1.0017688386781594,4.770461568750034e-5,1.0<CR>
4,B-SSN,400000,0.000403860893992129,0.05727932319647777,0.0005993331419906783,0.1967804564047782,0.05727932319647777,1.2117008009564967,0.9607402904593138,1.0064450609452387,0.0005990912397805232,1.0<CR>
5,B-IBAN-WITH-A-VERY-LONG-NAME,40000,4.03860893992129e-5,0.1811331241337861,0.005993331419906783,0.1967804564047782,0.1811331241337861,1.2334570838920011,1.3345896416113308,1.0068110261661405,0.005993090823299224,1.0<CR>
6,B-RARE,40,4.03860893992129e-8,5.727932319647777,5.9933314199067835,5.016097717976109,5.727932319647777,1.2359207898512878,2.456137695067382,1.0068516483056607,5.993332628529057,1.0<CR>
7,B-NEVER,0,0.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0<CR>
| scheme       | largest / smallest | entity share |         loss scale |  effective classes | saturated |
| ------------ | ------------------:| ------------:| ------------------:| ------------------:| ---------:|
| inverse_sqrt |   4.06201920231798 |          1.0 | 1.0000000000000002 | 3.4700596643791584 |         0 |
| inverse      |               16.5 |          1.0 |                1.0 |                4.0 |         0 |
| effective    | 16.246831073653176 |          1.0 |                1.0 | 3.9999224667149487 |         0 |
| power        |   4.06201920231798 |          1.0 | 1.0000000000000002 | 3.4700596643791584 |         0 |
| enet         |  8.958605296205725 |          1.0 | 1.0000000000000002 | 3.9001435363380703 |         0 |
| log          |  1.259880436264232 |          1.0 |                1.0 | 2.5023511572205086 |         0 |
| complement   | 3.2142857142857153 |          1.0 |                1.0 | 3.4278238485431594 |         0 |
| pos_weight   | 53.035714285714285 |          1.0 |                1.0 | 3.7116455554340715 |         0 |
| none         |                1.0 |          1.0 |                1.0 | 2.4442230730926124 |         0 |

| id | label | tokens |              share |       inverse_sqrt |            inverse |          effective |              power |                enet |                log |         complement |         pos_weight | none |
| --:| ----- | ------:| ------------------:| ------------------:| ------------------:| ------------------:| ------------------:| -------------------:| ------------------:| ------------------:| ------------------:| ----:|
|  0 |       |     33 | 0.7021276595744681 | 0.6825319970126481 | 0.3560606060606061 | 0.3598469288999192 | 0.6825319970126481 | 0.48133708483414617 | 0.9890622161604996 | 0.6351351351351351 | 0.1414141414141414 |  1.0 |
|  1 |       |      8 | 0.1702127659574468 | 1.3862290390309076 |            1.46875 | 1.4659829613201771 | 1.3862290390309076 |  1.5025136985364875 | 0.9890622161604996 | 1.7693050193050193 |              1.625 |  1.0 |
|  2 |       |      4 | 0.0851063829787234 | 1.9604239075529317 |             2.9375 |  2.926110780830376 | 1.9604239075529317 |  2.6178871743176177 | 0.9890622161604996 | 1.9507722007722008 | 3.5833333333333335 |  1.0 |
|  3 |       |      2 | 0.0425531914893617 |  2.772458078061815 |              5.875 | 5.8463722662098725 |  2.772458078061815 |   4.312108957455406 | 1.2461001363887583 |  2.041505791505792 |                7.5 |  1.0 |
9
<ESC>[1mlabel tokens share   sqrt invers effect  power   enet    log  compl  pos_w none<ESC>[0m
id 0      33 70.2%      1      1      1      1      1      1      1      1    1
id 1       8 17.0% 0.6796 0.4286 0.4296 0.6796 0.5345 0.9203 0.9213 0.3836    1
id 2       4 8.51% 0.9611 0.8571 0.8574 0.9611 0.9314 0.9203  1.016 0.8459    1
id 3       2 4.26%  1.359  1.714  1.713  1.359  1.534  1.159  1.063   1.77    1

<ESC>[1mscheme        largest/smallest  entity share  loss scale  even classes  saturated  owner<ESC>[0m
inverse_sqrt                 2         26.7%      0.9574         2.886          0
inverse                      4         23.8%      0.9210             3          0  id 3
effective                3.988         23.8%      0.9211             3          0  id 3
power                        2         26.7%      0.9574         2.886          0
enet                      2.87         25.1%      0.9377         2.973          0  id 3
log                       1.26         28.8%      0.9864         2.685          0
complement               1.154         29.1%      0.9906         2.672          0
pos_weight               4.615         23.2%      0.9148         2.995          0  id 3
none                         1         29.8%           1           2.6          0

weights of 3 entity labels, from most tokens to fewest
all rows on one log axis, _ 0.384 to # 1.77
inverse_sqrt  ----====****
inverse       ____====####
effective     ____====####
power         ----====****
enet          ....====####
log           ========++++
complement    ====++++++++
pos_weight    ____====####
none          ++++++++++++
weights of 130 entity labels, from most tokens to fewest, 3 a column
all rows on one log axis, ▁ 0.222 to █ 14.6
inverse_sqrt  ▂▂▂▂▂▂▂▂▂▂▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▄▄▄▄▄▄▄▄▅▅▆▆
inverse       ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▂▂▂▃▃▃▃▃▃▃▄▄▄▅▅▅▆▇█
effective     ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▂▂▂▂▃▃▃▃▃▃▃▄▄▄▅▅▅▆▇█
power         ▂▂▂▂▂▂▂▂▂▂▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▄▄▄▄▄▄▄▄▅▅▆▆
enet          ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄
log           ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▄▄▄▄▄▄▄▄▄▄▄▄▄▅
complement    ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃
pos_weight    ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▂▂▂▃▃▃▃▃▃▃▄▄▄▅▅▅▆▇█
none          ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃
complement                   1         4.08%           1         2.793          0
pos_weight                   1         4.08%           1         2.793          0
none                         1         4.08%           1         2.793          0
=== stderr
counted 990,440,040 tokens of 7 labels, 0 sequences, 0 shards; TIME
inverse_sqrt: the weights mute the entities: they are 4.1 % of the tokens, but their share of the loss falls from 4.1 % to 0.044 % (loss scale 0.96)
inverse_sqrt: each of these by itself would raise that share: --o-weight auto (O gets 0.01023) makes it 4.1 %, --normalize token makes it 4.1 %, --normalize median makes it 1.2 %, --min-count 5000 makes it 0.33 %
effective: --scheme effective with --beta 0.999 is at its limit for 5 of the 6 entity labels: from 4,613 tokens on, all get nearly the same weight; --prototypes 5000000 (their median count) would tell them apart
these mute the entities as well: inverse, effective, power, enet, log, pos_weight (-v says more)
counterweight: --to: expected table, json, csv or md, found 'npy' (see 'counterweight compare --help')
[exit 2]
counterweight: 'compare' has no option '--scheme'; these have: weights, growth, diff, check, explain (see 'counterweight compare --help')
[exit 2]
counterweight: no input: name files or folders, or '-' for standard input (see 'counterweight compare --help')
[exit 2]
=== exit 0
