# Cut anywhere, or one bit wrong anywhere: never taken for whole.
for encoding in phrases ids; do
        counterweight pack -q --encoding $encoding input/names.jsonl -o n.labels.zst
        counterweight count -q --to csv n.labels.zst >whole
        size=$(stat -c %s n.labels.zst)
        cut=0
        while [ $cut -lt "$size" ]; do
                head -c $cut n.labels.zst >x.labels.zst
                counterweight count -q --to csv --format shard x.labels.zst >out 2>err
                code=$?
                [ $code = 3 ] || echo "$encoding, cut at $cut: exit $code"
                [ ! -s out ] || echo "$encoding, cut at $cut: output"
                cut=$((cut + 7))
        done
        at=0
        while [ $at -lt "$size" ]; do
                byte=$(tail -c +$((at + 1)) n.labels.zst | head -c 1 | od -An -tu1)
                cp n.labels.zst x.labels.zst
                printf "\\$(printf %o $((byte ^ 16)))" | dd of=x.labels.zst bs=1 seek=$at conv=notrunc 2>/dev/null
                counterweight count -q --to csv --format shard x.labels.zst >out 2>err
                code=$?
                [ $code = 3 ] || echo "$encoding, bit at $at: exit $code, $(cmp out whole 2>&1 && echo 'the same counts')"
                at=$((at + 5))
        done
done
head -c 150 n.labels.zst >x.labels.zst
try counterweight inspect x.labels.zst
try counterweight unpack x.labels.zst -o out.jsonl
try counterweight unpack input/names.jsonl
ls
=== stdout
err
input
n.labels.zst
out
whole
x.labels.zst
=== stderr
counterweight: x.labels.zst: frame 0 at byte 63: expected N bytes, found M; the file is cut off (copy it anew, or use --keep-going to count the rest)
[exit 3]
counterweight: x.labels.zst: frame 0 at byte 63: expected N bytes, found M; the file is cut off (copy it anew, or use --keep-going to count the rest)
[exit 3]
counterweight: input/names.jsonl: header at byte 0: expected the magic bytes of a native shard, found others; the file is damaged, or is no native shard; this looks like jsonl
[exit 3]
=== exit 0
