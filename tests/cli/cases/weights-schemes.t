# inverse: 1/8, 1/4, 1/2 over their mean 7/24. effective: (1-b)/(1-b^n) over their mean.
for scheme in inverse effective 'effective --beta 0.5' 'effective --beta=0'; do
        # shellcheck disable=SC2086
        counterweight weights -q --labels input/labels.txt --scheme $scheme input/train.jsonl |
                grep -E '^([0-9]|scheme|beta|command)'
done
=== stdout
0 = 1.0  # O
1 = 0.42857143  # B-NAME
2 = 0.85714287  # I-NAME
3 = 1.7142857  # B-EMAIL
4 = 1.0  # B-PHONE
scheme = "inverse"
command = "counterweight weights --labels=input/labels.txt --scheme=inverse"
0 = 1.0  # O
1 = 0.42955154  # B-NAME
2 = 0.8573875  # I-NAME
3 = 1.713061  # B-EMAIL
4 = 1.0  # B-PHONE
scheme = "effective"
beta = 0.999
command = "counterweight weights --labels=input/labels.txt --scheme=effective"
0 = 1.0  # O
1 = 0.8847926  # B-NAME
2 = 0.94009215  # I-NAME
3 = 1.1751152  # B-EMAIL
4 = 1.0  # B-PHONE
scheme = "effective"
beta = 0.5
command = "counterweight weights --labels=input/labels.txt --scheme=effective --beta=0.5"
0 = 1.0  # O
1 = 1.0  # B-NAME
2 = 1.0  # I-NAME
3 = 1.0  # B-EMAIL
4 = 1.0  # B-PHONE
scheme = "effective"
beta = 0.0
command = "counterweight weights --labels=input/labels.txt --scheme=effective --beta=0"
=== stderr
=== exit 0
