# What growth refuses, before any data is read.
try counterweight growth
try counterweight growth nowhere --at 0%
try counterweight growth nowhere --at 101%
try counterweight growth nowhere --at 1%,,2%
try counterweight growth nowhere --at ten
try counterweight growth nowhere --at 10% --points 5
try counterweight growth nowhere --points 1
try counterweight growth nowhere --settle 0
try counterweight growth nowhere --settle 5
try counterweight growth nowhere --shuffle x
try counterweight growth nowhere --repeats 1
try counterweight growth nowhere --scheme median_freq --tie-prefixes
try counterweight growth nowhere
try counterweight growth input/train.jsonl -o out.npy
try counterweight growth input/train.jsonl --labels input/labels.txt --ignore -100,0,1,2,3,4
=== stdout
=== stderr
counterweight: no input: name files or folders, or '-' for standard input (see 'counterweight growth --help')
[exit 2]
counterweight: --at: expected shares above 0% to 100% and numbers of tokens, as 1%,10%,1e6, found '0%' (see 'counterweight growth --help')
[exit 2]
counterweight: --at: expected shares above 0% to 100% and numbers of tokens, as 1%,10%,1e6, found '101%' (see 'counterweight growth --help')
[exit 2]
counterweight: --at: expected shares above 0% to 100% and numbers of tokens, as 1%,10%,1e6, found '1%,,2%' (see 'counterweight growth --help')
[exit 2]
counterweight: --at: expected shares above 0% to 100% and numbers of tokens, as 1%,10%,1e6, found 'ten' (see 'counterweight growth --help')
[exit 2]
counterweight: --points and --at both say where the checkpoints are; use one (see 'counterweight growth --help')
[exit 2]
counterweight: --points: expected a whole number from 2 to 1000, found '1' (see 'counterweight growth --help')
[exit 2]
counterweight: --settle: expected a share above 0% to 100%, as 5%, found '0' (see 'counterweight growth --help')
[exit 2]
counterweight: --settle: expected a share above 0% to 100%, as 5%, found '5' (see 'counterweight growth --help')
[exit 2]
counterweight: --shuffle: expected a seed, a whole number, found 'x' (see 'counterweight growth --help')
[exit 2]
counterweight: --repeats: expected a whole number from 2 to 1000, found '1' (see 'counterweight growth --help')
[exit 2]
counterweight: expected --scheme median_freq without --tie-prefixes, found both; which sequences hold one of several labels was not counted
[exit 2]
counterweight: nowhere: cannot open: No such file or directory
[exit 4]
counterweight: --output: 'out.npy': this result has no such form; use .json, .csv, .md or .txt (see 'counterweight growth --help')
[exit 2]
counterweight: expected labelled tokens, found none: 0 were counted and 55 ignored; check the label column and --ignore
[exit 3]
=== exit 0
