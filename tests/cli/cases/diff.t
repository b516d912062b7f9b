# Two counts files: the mix, what came and went, the weights. scipy gives L-infinity 0.02, Jensen-Shannon 0.00774522 bits,
# PSI 0.0506784, G = 21.4743 with p = 8.39e-05 for these counts.
counts() { printf '{"format": "counterweight-counts", "version": 1, "tokens": 1000, "labels": [{"id": 0, "name": "O", "tokens": %s}, {"id": 1, "name": "B-X", "tokens": %s}, {"id": 2, "name": "I-X", "tokens": %s}, {"id": 3, "name": "B-Y", "tokens": %s}]}\n' "$@"; }
counts 900 75 25 0 >a.json
counts 880 75 30 15 >b.json
counterweight diff a.json b.json
LC_ALL=C.UTF-8 counterweight diff b.json a.json --scheme inverse
# The same file twice.
counterweight diff a.json a.json
# Weights files, TOML and JSON, against each other and against counts.
counterweight weights -q a.json -o a.toml
counterweight weights -q b.json --to json -o bw.json
counterweight diff a.toml bw.json
counterweight diff bw.json a.json --to csv
counterweight diff a.toml a.toml --to md
counterweight diff a.json b.json --json
counterweight diff a.json b.json -o d.json
counterweight diff a.json b.json --json | cmp - d.json
=== stdout
a: a.json, counts, 1,000 tokens
b: b.json, counts, 1,000 tokens
L-infinity      0.02  (O: 90 % of the tokens in a, 88 % in b)
Jensen-Shannon  0.00774522 bits  (0 the same mix, 1 nothing in common)
PSI             0.0506784  (below 0.1: stable)
G-test          G = 21.4743, 3 degrees of freedom, p = 8.39e-05  (as if tokens were independent: with very many, any difference counts)
appeared: B-Y (15 tokens)
weights: the largest move is by a factor of 1.393
label    share a    share b  weight a  weight b     b / a
B-Y     0.0000 %   1.5000 %         1   1.39255   1.39255          |========
I-X     2.5000 %   3.0000 %   1.26795  0.984682  0.776594    ======|
B-X     7.5000 %   7.5000 %  0.732051  0.622768  0.850716      ====|
O      90.0000 %  88.0000 %         1         1         1          |
a: b.json, counts, 1,000 tokens
b: a.json, counts, 1,000 tokens
L-infinity      0.02  (O: 88 % of the tokens in a, 90 % in b)
Jensen-Shannon  0.00774522 bits  (0 the same mix, 1 nothing in common)
PSI             0.0506784  (below 0.1: stable)
G-test          G = 21.4743, 3 degrees of freedom, p = 8.39e-05  (as if tokens were independent: with very many, any difference counts)
vanished: B-Y (15 tokens)
weights: the largest move is by a factor of 1.765
label    share a    share b  weight a  weight b     b / a
B-Y     1.5000 %   0.0000 %   1.76471         1  0.566667  ━━━━━━━━┃
I-X     3.0000 %   2.5000 %  0.882353       1.5       1.7          ┃━━━━━━━
B-X     7.5000 %   7.5000 %  0.352941       0.5   1.41667          ┃━━━━━
O      88.0000 %  90.0000 %         1         1         1          ┃
a: a.json, counts, 1,000 tokens
b: a.json, counts, 1,000 tokens
L-infinity      0
Jensen-Shannon  0 bits  (0 the same mix, 1 nothing in common)
PSI             0  (below 0.1: stable)
G-test          G = 0, 2 degrees of freedom, p = 1  (as if tokens were independent: with very many, any difference counts)
weights: no weight moved
a: a.toml, weights by inverse_sqrt
b: bw.json, weights by inverse_sqrt, 1,000 tokens
label mix: not compared, a weights file in TOML holds no counts
weights: the largest move is by a factor of 1.393
label  share a    share b  weight a  weight b     b / a
B-Y              1.5000 %         1   1.39255   1.39255          |========
I-X              3.0000 %   1.26795  0.984682  0.776594    ======|
B-X              7.5000 %  0.732051  0.622768  0.850716      ====|
O               88.0000 %         1         1         1          |
label,id_a,id_b,tokens_a,tokens_b,share_a,share_b,weight_a,weight_b,ratio,state<CR>
B-Y,3,3,15,0,0.015,0.0,1.392550538195349,1.0,0.7181067922288351,vanished<CR>
I-X,2,2,30,25,0.03,0.025,0.9846819287029076,1.2679491924311228,1.2876738726193084,<CR>
B-X,1,1,75,75,0.075,0.075,0.6227675331017435,0.7320508075688773,1.1754800445727152,<CR>
O,0,0,880,900,0.88,0.9,1.0,1.0,1.0,<CR>
| label | id_a | id_b | tokens_a | tokens_b | share_a | share_b |   weight_a |   weight_b | ratio | state |
| ----- | ----:| ----:| --------:| --------:| -------:| -------:| ----------:| ----------:| -----:| ----- |
| O     |    0 |    0 |          |          |         |         |        1.0 |        1.0 |   1.0 |       |
| B-X   |    1 |    1 |          |          |         |         | 0.73205084 | 0.73205084 |   1.0 |       |
| I-X   |    2 |    2 |          |          |         |         |  1.2679492 |  1.2679492 |   1.0 |       |
| B-Y   |    3 |    3 |          |          |         |         |        1.0 |        1.0 |   1.0 |       |
{
  "format": "counterweight-drift",
  "version": 1,
  "a": {"path": "a.json", "kind": "counts", "recipe": null, "tokens": 1000},
  "b": {"path": "b.json", "kind": "counts", "recipe": null, "tokens": 1000},
  "l_infinity": 0.020000000000000018,
  "l_infinity_label": "O",
  "l_infinity_id": 0,
  "jensen_shannon_bits": 0.0077452211730541076,
  "psi": 0.0506784269351122,
  "g_test": {"g": 21.47431287566259, "degrees_of_freedom": 3, "p": 8.390382157599883e-5, "log10_p": -4.07621825786533},
  "weight_ratio": 1.392550538195349,
  "weight_change": 0.3925505381953489,
  "weights_zeroed": 0,
  "appeared": 1,
  "vanished": 0,
  "renumbered": 0,
  "labels": [
    {"name": "B-Y", "id_a": 3, "id_b": 3, "tokens_a": 0, "tokens_b": 15, "share_a": 0.0, "share_b": 0.015, "weight_a": 1.0, "weight_b": 1.392550538195349, "ratio": 1.392550538195349, "appeared": true, "vanished": false},
    {"name": "I-X", "id_a": 2, "id_b": 2, "tokens_a": 25, "tokens_b": 30, "share_a": 0.025, "share_b": 0.03, "weight_a": 1.2679491924311228, "weight_b": 0.9846819287029076, "ratio": 0.7765941526528455, "appeared": false, "vanished": false},
    {"name": "B-X", "id_a": 1, "id_b": 1, "tokens_a": 75, "tokens_b": 75, "share_a": 0.075, "share_b": 0.075, "weight_a": 0.7320508075688773, "weight_b": 0.6227675331017435, "ratio": 0.8507162708691479, "appeared": false, "vanished": false},
    {"name": "O", "id_a": 0, "id_b": 0, "tokens_a": 900, "tokens_b": 880, "share_a": 0.9, "share_b": 0.88, "weight_a": 1.0, "weight_b": 1.0, "ratio": 1.0, "appeared": false, "vanished": false}
  ]
}
=== stderr
=== exit 0
