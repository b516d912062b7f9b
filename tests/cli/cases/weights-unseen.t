# B-PHONE is in the map and nowhere in the data.
for policy in one zero max omit error; do
        echo "$policy:"
        try counterweight weights --unseen $policy --labels input/labels.txt input/train.jsonl >out
        grep -E '^[0-9]' out
done 2>&1 | grep -v -E '^(counted|the weights|entity weights|4 labels)'
=== stdout
one:
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
1 label of the map was never seen and gets 1.0 (--unseen one): B-PHONE
0 = 1.0  # O
1 = 0.67962277  # B-NAME
2 = 0.96113175  # I-NAME
3 = 1.3592455  # B-EMAIL
4 = 1.0  # B-PHONE
zero:
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
1 label of the map was never seen and gets 0 (--unseen zero): B-PHONE
0 = 1.0  # O
1 = 0.67962277  # B-NAME
2 = 0.96113175  # I-NAME
3 = 1.3592455  # B-EMAIL
4 = 0.0  # B-PHONE
max:
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
1 label of the map was never seen and gets the largest entity weight (--unseen max): B-PHONE
0 = 1.0  # O
1 = 0.67962277  # B-NAME
2 = 0.96113175  # I-NAME
3 = 1.3592455  # B-EMAIL
4 = 1.3592455  # B-PHONE
omit:
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
1 label of the map was never seen and is left out (--unseen omit): B-PHONE
0 = 1.0  # O
1 = 0.67962277  # B-NAME
2 = 0.96113175  # I-NAME
3 = 1.3592455  # B-EMAIL
error:
counterweight: expected every label of the map in the data, found no token of B-PHONE; use --unseen one to give such labels 1.0
[exit 3]
=== stderr
=== exit 0
