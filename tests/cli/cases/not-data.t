# What is no data at all: exit 3, one sentence with its name.
printf '\177ELF\002\001\001\0\0\0' >program
printf 'PAR1\025\0PAR1' >x.parquet
printf '\223NUMPY\001\000' >x.npy
printf 'This is a letter.\n\nIt says nothing in rows, and goes on for a while.\nRegards\n' >letter.txt
for file in program x.parquet x.npy letter.txt; do
        counterweight count $file 2>err
        echo "exit $?, $(wc -l <err), $(grep -c "^counterweight: $file: " err)"
done
=== stdout
exit 3, 1, 1
exit 3, 1, 1
exit 3, 1, 1
exit 3, 1, 1
=== stderr
=== exit 0
