# Files of other kinds: what they are, and what to do.
printf 'a\0\t\0O\0\n\0b\0\t\0O\0\n\0' >utf16.tsv
{ printf '\377\376'; cat utf16.tsv; } >marked.tsv
printf '\375' >labels.xz
printf '7zXZ\0\0' >>labels.xz
printf 'BZh91AY' >labels.bz2
printf 'PK\003\004\024\0' >table.xlsx
{ head -c 257 /dev/zero; printf 'ustar\0'; } >shards.tar
printf '\200\004K\001.' >labels.pkl
printf 'SQLite format 3\0' >labels.db
printf '\050\265\057\375\004\130' >cut.zst
printf 'text,label\nAnn,1\n' >table.csv
head -c 100 /dev/zero >nothing.dat
for file in utf16.tsv marked.tsv labels.xz labels.bz2 table.xlsx shards.tar labels.pkl labels.db cut.zst table.csv nothing.dat; do
        counterweight count $file 2>&1 | sed 's/expected .*, found/expected ..., found/'
done
# Records whose labels are not all of one kind.
echo '{"labels": [0, "O"]}' >both.jsonl
try counterweight count both.jsonl
=== stdout
counterweight: utf16.tsv: expected ..., found text in UTF-16; make it UTF-8 (iconv -f UTF-16LE -t UTF-8)
counterweight: marked.tsv: expected ..., found text in UTF-16; make it UTF-8 (iconv -f UTF-16 -t UTF-8)
counterweight: labels.xz: expected ..., found xz data; hand over what 'xz -dc' makes of it ('-' is standard input)
counterweight: labels.bz2: expected ..., found bzip2 data; hand over what 'bzip2 -dc' makes of it ('-' is standard input)
counterweight: table.xlsx: expected ..., found a ZIP archive; extract it, or save the table as text
counterweight: shards.tar: expected ..., found a tar archive; extract it
counterweight: labels.pkl: expected ..., found a Python pickle; save the labels with numpy.save(), or as JSON lines
counterweight: labels.db: expected ..., found an SQLite database; write the labels to a file of JSON lines
counterweight: cut.zst: expected ..., found compressed data that does not inflate; it is cut off or damaged
counterweight: table.csv: expected ..., found text that is none of them; name the format with --format if it is one of these
counterweight: nothing.dat: expected ..., found binary data; name the format with --format if it is one of these
=== stderr
counterweight: both.jsonl: expected a key that holds labels, found these keys: labels; choose one with --column (a.b names a key within another); of labels all must be integers, or all strings
[exit 3]
=== exit 0
