counterweight weights -q --table loss.weights --labels input/labels.txt input/train.jsonl | grep '^\['
cp input/training_config.toml t.toml
counterweight weights -q --table loss.weights --labels input/labels.txt --update t.toml input/train.jsonl
grep '^\[' t.toml
=== stdout
[loss.weights]
[loss.weights_info]
[model]
[class_weights]
[logging]
[loss.weights]
[loss.weights_info]
=== stderr
=== exit 0
