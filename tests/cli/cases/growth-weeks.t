# A data set followed over weeks: each counts file is a step, and a label comes in late.
counts() { printf '{"format": "counterweight-counts", "version": 1, "tokens": %s, "labels": [{"id": 0, "name": "O", "tokens": %s}, {"id": 1, "name": "B-X", "tokens": %s}, {"id": 2, "name": "I-X", "tokens": %s}, {"id": 3, "name": "B-Y", "tokens": %s}]}\n' "$@" >$week.json; }
week=1 counts 1000 900 80 20 0
week=2 counts 1000 890 80 20 10
week=3 counts 1000 900 70 20 10
week=4 counts 1000 880 90 19 11
week=5 counts 100 88 9 2 1
counterweight growth [1-5].json
# At 100 % the weights are those of all counts together.
counterweight growth -q [1-5].json --scheme inverse --to csv | grep -E 'share|,1\.0,'
counterweight weights -q [1-5].json --scheme inverse --to csv
# By rows of shards in one file, at given places, in a random order with a band.
counterweight count -q --per-shard [1-5].json -o all.json
counterweight growth -q all.json --scheme sqrt --at 20%,3000 --settle 1%
counterweight growth -q all.json --scheme sqrt --shuffle 7 --repeats 9 --at 50% --to csv
=== stdout
4,100 tokens, 5 checkpoints from 24.4 % to 100 %, in the order of the data

inverse_sqrt
label  tokens   weight  settled by  largest move       why         from the first token on
I-X        81  0.97176      73.2 %  x 0.643 at 48.8 %  newcomer    #_...
B-Y        32   1.5461      73.2 %  x 1.71 at 48.8 %   first seen   #-__
B-X       329  0.48217      73.2 %  x 0.643 at 48.8 %  newcomer    #_...

inverse_sqrt: all 3 weights settled by 73 % of the data
inverse: none of 3 weights settled; I-X (11 % since 73 %, 81 tokens), B-X (6.1 % since 73 %, 329 tokens) and B-Y (5.1 % since 73 %, 32 tokens) are still moving
effective: none of 3 weights settled; I-X (11 % since 73 %, 81 tokens), B-X (9.4 % since 73 %, 329 tokens) and B-Y (5.6 % since 73 %, 32 tokens) are still moving
power: all 3 weights settled by 73 % of the data
enet: all 3 weights settled by 73 % of the data
log: all 3 weights settled by 73 % of the data
complement: all 3 weights settled by 24 % of the data
pos_weight: none of 3 weights settled; I-X (12 % since 73 %, 81 tokens), B-X (5.9 % since 73 %, 329 tokens) and B-Y (5 % since 73 %, 32 tokens) are still moving
none: all 3 weights settled by 24 % of the data
median_freq is not among these: it goes by sequences, which --presence looks at too
scheme,id,label,share,tokens,weight,low,high<CR>
inverse,0,O,0.24390243902439024,1000,1.0,,<CR>
inverse,0,O,0.4878048780487805,2000,1.0,,<CR>
inverse,0,O,0.7317073170731707,3000,1.0,,<CR>
inverse,0,O,0.975609756097561,4000,1.0,,<CR>
inverse,0,O,1.0,4100,1.0,,<CR>
inverse,1,B-X,1.0,4100,0.19552918102039274,,<CR>
inverse,2,I-X,1.0,4100,0.794186426613694,,<CR>
inverse,3,B-Y,0.24390243902439024,1000,1.0,,<CR>
inverse,3,B-Y,1.0,4100,2.010284392365913,,<CR>
id,label,tokens,share,weight<CR>
0,O,3658,0.8921951219512195,1.0<CR>
1,B-X,329,0.08024390243902439,0.19552918<CR>
2,I-X,81,0.01975609756097561,0.7941864<CR>
3,B-Y,32,0.007804878048780488,2.0102844<CR>
4,100 tokens, 3 checkpoints from 24.4 % to 100 %, in the order of the data

inverse_sqrt
label  tokens   weight  settled by  largest move       why         from the first token on
I-X        81  0.97176      moving  x 0.694 at 73.2 %  newcomer    #__
B-Y        32   1.5461      moving  x 1.6 at 73.2 %    first seen   #_
B-X       329  0.48217      moving  x 0.709 at 73.2 %  newcomer    #__

inverse_sqrt: none of 3 weights settled; I-X (4.8 % since 73 %, 81 tokens), B-Y (3.6 % since 73 %, 32 tokens) and B-X (2 % since 73 %, 329 tokens) are still moving
scheme,id,label,share,tokens,weight,low,high<CR>
inverse_sqrt,0,O,0.5121951219512195,2100,1.0,1.0,1.0<CR>
inverse_sqrt,0,O,1.0,4100,1.0,1.0,1.0<CR>
inverse_sqrt,1,B-X,0.5121951219512195,2100,0.4315508181806485,0.4278738002322196,0.493779235503659<CR>
inverse_sqrt,1,B-X,1.0,4100,0.4821746577792565,0.4821746577792565,0.4821746577792565<CR>
inverse_sqrt,2,I-X,0.5121951219512195,2100,0.9017092637868143,0.8547446234193818,0.9754021697034748<CR>
inverse_sqrt,2,I-X,1.0,4100,0.9717617944597016,0.9717617944597016,0.9717617944597016<CR>
inverse_sqrt,3,B-Y,0.5121951219512195,2100,1.666739918032537,1.5360391563099036,1.7110880693210804<CR>
inverse_sqrt,3,B-Y,1.0,4100,1.5460635477610418,1.5460635477610418,1.5460635477610418<CR>
=== stderr
counted 4,100 tokens of 4 labels, 0 sequences, 0 shards; TIME
=== exit 0
