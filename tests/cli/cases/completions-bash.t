# The script is loaded by bash and asked what it would offer.
command -v bash >/dev/null || { echo 'bash is not there'; exit 77; }
counterweight completions bash >script
cat >ask <<'END'
. ./script
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_counterweight
echo "$*: ${COMPREPLY[*]}"
END
bash ask counterweight w
bash ask counterweight ''
bash ask counterweight weights --o
bash ask counterweight weights --scheme in
bash ask counterweight weights --scheme = e
bash ask counterweight weights --scheme =
bash ask counterweight weights --to ''
bash ask counterweight unpack --to ''
bash ask counterweight completions ''
bash ask counterweight help u
bash ask counterweight weights trai
=== stdout
counterweight w: weights
counterweight : weights count merge growth diff compare check explain inspect pack unpack cache help man completions --help --version
counterweight weights --o: --o-weight --output --o-label
counterweight weights --scheme in: inverse_sqrt inverse
counterweight weights --scheme = e: effective enet
counterweight weights --scheme =: inverse_sqrt inverse effective power median_freq enet log complement pos_weight none
counterweight weights --to : toml json yaml csv tsv md npy c safetensors txt json-by-name
counterweight unpack --to : jsonl raw txt
counterweight completions : bash zsh fish
counterweight help u: unpack
counterweight weights trai: 
=== stderr
=== exit 0
