counterweight --version
counterweight -V
=== stdout
counterweight VERSION
counterweight VERSION
=== stderr
=== exit 0
