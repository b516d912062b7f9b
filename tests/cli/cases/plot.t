# Pictures by gnuplot: whole files; names are text, whatever is in them.
command -v gnuplot >/dev/null || { echo 'gnuplot is not installed'; exit 77; }
counts() { printf '{"format": "counterweight-counts", "version": 1, "tokens": %s, "labels": [{"id": 0, "name": "O", "tokens": %s}, {"id": 1, "name": "B-X", "tokens": %s}, {"id": 2, "name": "`touch gone`", "tokens": %s}, {"id": 3, "name": "it'"'"'s\\"; !touch gone; <b>", "tokens": %s}]}\n' "$@" >$week.json; }
week=1 counts 1000 900 70 20 10
week=2 counts 1000 890 80 20 10
week=3 counts 1000 900 70 19 11
counterweight growth -q [1-3].json --plot growth.svg >/dev/null
counterweight growth -q [1-3].json --shuffle 1 --repeats 5 --scheme inverse --plot band.png >/dev/null
counterweight diff 1.json 2.json --plot diff.pdf >/dev/null
counterweight compare -q 1.json --plot compare.svg --json >/dev/null
for name in growth compare; do tail -c 8 $name.svg; done
head -c 4 band.png | tail -c 3
head -c 5 diff.pdf
echo
grep -c '?touch gone?' growth.svg
grep -o 'it.s"; !touch gone; &lt;b>' growth.svg compare.svg
ls
=== stdout
</svg>

</svg>

PNG%PDF-
2
growth.svg:it's"; !touch gone; &lt;b>
growth.svg:it's"; !touch gone; &lt;b>
compare.svg:it's"; !touch gone; &lt;b>
1.json
2.json
3.json
band.png
compare.svg
diff.pdf
growth.svg
input
=== stderr
=== exit 0
