# Told before any data is read: another extension, no gnuplot; a picture that fails leaves the old one.
bin=$(dirname "$(command -v counterweight)")
try counterweight growth nowhere --plot growth.gif
try counterweight growth nowhere --plot growth
(PATH=$bin && try counterweight diff nowhere nowhere --plot diff.svg)
mkdir tools
printf '#!/bin/sh\necho "   ^" >&2\necho "line 3: no such terminal" >&2\nexit 1\n' >tools/gnuplot
chmod +x tools/gnuplot
echo old >compare.svg
(PATH=$PWD/tools:$PATH && try counterweight compare -q --labels input/labels.txt input/train.jsonl --plot compare.svg)
cat compare.svg
(PATH=$PWD/tools:$PATH && try counterweight growth -q --labels input/labels.txt input/train.jsonl --plot growth.svg)
(PATH=$PWD/tools:$PATH && try counterweight compare nowhere --plot nowhere/compare.svg)
ls
=== stdout
old
compare.svg
input
tools
=== stderr
counterweight: --plot: expected a name that ends in .svg, .png or .pdf, found 'growth.gif' (see 'counterweight growth --help')
[exit 2]
counterweight: --plot: expected a name that ends in .svg, .png or .pdf, found 'growth' (see 'counterweight growth --help')
[exit 2]
counterweight: plots are drawn by gnuplot, which is not installed; install it (Debian: gnuplot-nox), or leave out --plot
[exit 4]
counterweight: gnuplot failed: line 3: no such terminal
[exit 4]
counterweight: expected several checkpoints to draw a line through, found one
[exit 3]
counterweight: nowhere/compare.svg: cannot write in the folder 'nowhere': No such file or directory
[exit 4]
=== exit 0
