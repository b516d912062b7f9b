# What the cache holds, whether it is right, and clearing it.
mkdir data
for i in 1 2 3; do printf '{"tags": [0, %d]}\n' $i >data/s$i.jsonl; done
touch -d '2024-01-02 03:04:05.5' data/*
# The usual folder may be empty; one that is named must be there, and must be a folder.
XDG_CACHE_HOME=$PWD/xdg counterweight cache list | sed "s|$PWD|HERE|"
for what in list verify clear; do try counterweight cache $what --cache=c; done
touch file
for what in list verify clear; do try counterweight cache $what --cache=file; done
counterweight count -q data --cache=c -o a.json
counterweight cache list --cache=c | sed 's/^....-..-..T..:..:..Z/WHEN/; s/, [0-9]* bytes/, N bytes/'
printf '{"tags": [0, 7]}\n' >data/s1.jsonl
touch -d '2024-01-02 03:04:05.5' data/s1.jsonl
touch data/s2.jsonl
rm data/s3.jsonl
try counterweight cache verify --cache=c --json | sed 's/"used": [0-9]*/"used": WHEN/; s/^{.*, "segments"/{"segments"/'
counterweight cache list --cache=c | wc -l
counterweight cache clear --cache=c 2>&1 | sed 's/, .* freed/, N freed/'
ls c
try counterweight cache
try counterweight cache drop
=== stdout
HERE/xdg/counterweight: 0 shards, 0 bytes in 0 segments
WHEN  current                 17  WORK/data/s1.jsonl
WHEN  current                 17  WORK/data/s2.jsonl
WHEN  current                 17  WORK/data/s3.jsonl
c: 3 shards, N bytes in 1 segment, 3 current
{"segments": 1, "damaged_records": 0, "damaged_segments": 0, "shards": [
  {"path": "WORK/data/s1.jsonl", "bytes": 17, "used": WHEN, "state": "wrong"},
  {"path": "WORK/data/s2.jsonl", "bytes": 17, "used": WHEN, "state": "changed"},
  {"path": "WORK/data/s3.jsonl", "bytes": 17, "used": WHEN, "state": "gone"}
]}
3
c: cleared, N freed
lock
=== stderr
counterweight: c: cannot open the folder of the cache: No such file or directory
[exit 4]
counterweight: c: cannot open the folder of the cache: No such file or directory
[exit 4]
counterweight: c: cannot open the folder of the cache: No such file or directory
[exit 4]
counterweight: file: cannot open the folder of the cache: Not a directory
[exit 4]
counterweight: file: cannot open the folder of the cache: Not a directory
[exit 4]
counterweight: file: cannot open the folder of the cache: Not a directory
[exit 4]
[exit 1]
counterweight: expected list, clear or verify (see 'counterweight cache --help')
[exit 2]
counterweight: expected list, clear or verify (see 'counterweight cache --help')
[exit 2]
=== exit 0
