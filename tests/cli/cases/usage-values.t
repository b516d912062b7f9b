# Values are checked before any data is read (there is no such file here); exit 2, one line.
try counterweight weights --o-weight 1.5 nofile
try counterweight weights --o-weight -0.1 nofile
try counterweight weights --o-weight nan nofile
try counterweight weights --o-weight 0x1 nofile
try counterweight weights --o-weight 0,5 nofile
try counterweight weights --beta 1 nofile
try counterweight weights --beta -1e-9 nofile
try counterweight weights --beta '' nofile
try counterweight weights -j0 nofile
try counterweight weights -j 1025 nofile
try counterweight weights -j two nofile
try counterweight weights -j99999999999999999999 nofile
try counterweight weights --max-memory 12 nofile
try counterweight weights --max-memory 64X nofile
try counterweight weights --max-memory 99999999999T nofile
try counterweight weights --max-memory -1M nofile
try counterweight weights --ignore 1,,2 nofile
try counterweight weights --ignore O nofile
try counterweight weights --ignore 9223372036854775808 nofile
try counterweight weights --table 'a b' nofile
try counterweight weights --table a..b nofile
try counterweight weights --labels= nofile
try counterweight weights --json=yes nofile
try counterweight weights nofile --column
try counterweight weights nofile -o
try counterweight pack --level 20 -o x nofile
=== stdout
=== stderr
counterweight: --o-weight: expected a number from 0 to 1, auto or formula, found '1.5'; more would drown out the entities (see 'counterweight weights --help')
[exit 2]
counterweight: --o-weight: expected a number from 0 to 1, auto or formula, found '-0.1' (see 'counterweight weights --help')
[exit 2]
counterweight: --o-weight: expected a number from 0 to 1, auto or formula, found 'nan' (see 'counterweight weights --help')
[exit 2]
counterweight: --o-weight: expected a number from 0 to 1, auto or formula, found '0x1' (see 'counterweight weights --help')
[exit 2]
counterweight: --o-weight: expected a number from 0 to 1, auto or formula, found '0,5' (see 'counterweight weights --help')
[exit 2]
counterweight: --beta: expected a number from 0 to below 1 or auto, found '1' (see 'counterweight weights --help')
[exit 2]
counterweight: --beta: expected a number from 0 to below 1 or auto, found '-1e-9' (see 'counterweight weights --help')
[exit 2]
counterweight: --beta: expected a number from 0 to below 1 or auto, found '' (see 'counterweight weights --help')
[exit 2]
counterweight: --threads: expected a whole number from 1 to 1024, found '0' (see 'counterweight weights --help')
[exit 2]
counterweight: --threads: expected a whole number from 1 to 1024, found '1025' (see 'counterweight weights --help')
[exit 2]
counterweight: --threads: expected a whole number from 1 to 1024, found 'two' (see 'counterweight weights --help')
[exit 2]
counterweight: --threads: expected a whole number from 1 to 1024, found '99999999999999999999' (see 'counterweight weights --help')
[exit 2]
counterweight: --max-memory: expected a size of 1M or more, as 64M or 1GiB, found '12' (see 'counterweight weights --help')
[exit 2]
counterweight: --max-memory: expected a size of 1M or more, as 64M or 1GiB, found '64X' (see 'counterweight weights --help')
[exit 2]
counterweight: --max-memory: expected a size of 1M or more, as 64M or 1GiB, found '99999999999T' (see 'counterweight weights --help')
[exit 2]
counterweight: --max-memory: expected a size of 1M or more, as 64M or 1GiB, found '-1M' (see 'counterweight weights --help')
[exit 2]
counterweight: --ignore: expected ids with commas between, or none, found '1,,2' (see 'counterweight weights --help')
[exit 2]
counterweight: --ignore: expected ids with commas between, or none, found 'O' (see 'counterweight weights --help')
[exit 2]
counterweight: --ignore: expected ids with commas between, or none, found '9223372036854775808' (see 'counterweight weights --help')
[exit 2]
counterweight: --table: expected letters, digits, '-', '_' and dots between, found 'a b' (see 'counterweight weights --help')
[exit 2]
counterweight: --table: expected letters, digits, '-', '_' and dots between, found 'a..b' (see 'counterweight weights --help')
[exit 2]
counterweight: --labels: expected a value, found an empty one (see 'counterweight weights --help')
[exit 2]
counterweight: --json takes no value, found 'yes' (see 'counterweight weights --help')
[exit 2]
counterweight: --column: expected a value after it (see 'counterweight weights --help')
[exit 2]
counterweight: -o: expected a value after it (see 'counterweight weights --help')
[exit 2]
counterweight: --level: expected a whole number from 1 to 19, found '20' (see 'counterweight pack --help')
[exit 2]
=== exit 0
