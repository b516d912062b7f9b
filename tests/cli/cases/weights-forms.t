# The forms that trainers read, by --to and by extension; what has no place in a vector is refused before data is read.
run() { counterweight weights -q --labels input/labels.txt "$@" input/train.jsonl; }
run --to yaml --table loss.weights
run --to tsv
run --to c
run --to txt
run --to json-by-name
for to in npy safetensors h yml tsv txt; do
        run -o "w.$to"
done
run --to npy | cmp - w.npy
run --to c | cmp - w.h
od -A n -t x1 -N 10 w.npy
tail -c 20 w.npy | od -A n -t fF
tail -c 20 w.safetensors | od -A n -t fF
tail -c 60 w.safetensors | head -c 40 | od -A n -t d8
counterweight count -q --to tsv --labels input/labels.txt input/train.jsonl
counterweight count -q --to txt --labels input/labels.txt input/train.jsonl
try counterweight weights --to npy --unseen omit nofile
try counterweight weights -o w.txt --unseen omit nofile
try counterweight weights -q --to json-by-name input/train.jsonl
try counterweight count -o counts.npy nofile
=== stdout
loss:
  weights:
    0: 1.0  # O
    1: 0.67962277  # B-NAME
    2: 0.96113175  # I-NAME
    3: 1.3592455  # B-EMAIL
    4: 1.0  # B-PHONE
  weights_info:
    scheme: "inverse_sqrt"
    normalization: "mean"
    normalizer: 1.7832245143875027
    o_label: "O"
    o_weight: 1.0
    unseen: "one"
    tokens: 47
    labels_observed: 4
    ignored: 8
    label_map_hash: "e3252defe18d73a5a83861419149fba0"
    data_fingerprint: "f3b426cbecaa8d143a18e22041cb4790"
    counterweight_version: "VERSION"
    command: "counterweight weights --labels=input/labels.txt --table=loss.weights"
0		0.70213		33		1.0
1		0.17021		8		0.67962277
2		0.08511		4		0.96113175
3		0.04255		2		1.3592455
/*
 * class_weights, index = label id; made by counterweight, not by hand.
 *
 * scheme: inverse_sqrt
 * normalization: mean
 * normalizer: 1.7832245143875027
 * o_label: O
 * o_weight: 1.0
 * unseen: one
 * tokens: 47
 * labels_observed: 4
 * ignored: 8
 * label_map_hash: e3252defe18d73a5a83861419149fba0
 * data_fingerprint: f3b426cbecaa8d143a18e22041cb4790
 * counterweight_version: VERSION
 * command: counterweight weights --labels=input/labels.txt
 */
#ifndef CLASS_WEIGHTS_H
#define CLASS_WEIGHTS_H

#define N_CLASS_WEIGHTS 5

static const float class_weights[N_CLASS_WEIGHTS] = {
        1.0F, /* 0 O */
        0.67962277F, /* 1 B-NAME */
        0.96113175F, /* 2 I-NAME */
        1.3592455F, /* 3 B-EMAIL */
        1.0F, /* 4 B-PHONE */
};

#endif
# class_weights: one value a label id, from id 0 on; numpy.loadtxt() reads this
1.0
0.6796227589829592
0.9611317230511222
1.3592455179659184
1.0
{
  "O": 1.0,
  "B-NAME": 0.6796227589829592,
  "I-NAME": 0.9611317230511222,
  "B-EMAIL": 1.3592455179659184,
  "B-PHONE": 1.0
}
 93 4e 55 4d 50 59 01 00 76 00
               1      0.67962277      0.96113175       1.3592455
               1
               1      0.67962277      0.96113175       1.3592455
               1
                   33                    8
                    4                    2
                    0
0		0.70213		33
1		0.17021		8
2		0.08511		4
3		0.04255		2
# priors: one value a label id, from id 0 on; numpy.loadtxt() reads this
0.7021276595744681
0.1702127659574468
0.0851063829787234
0.0425531914893617
0.0
=== stderr
counterweight: --unseen omit: a vector has a value for every id; use one, zero or max, or another form (see 'counterweight weights --help')
[exit 2]
counterweight: --unseen omit: a vector has a value for every id; use one, zero or max, or another form (see 'counterweight weights --help')
[exit 2]
counterweight: label 0 has no name, and this form goes by names; give the label map with --labels, or write json
[exit 3]
counterweight: --output: 'counts.npy': counts have no such form; use .json, .csv, .tsv, .md or .txt (see 'counterweight count --help')
[exit 2]
=== exit 0
