/* SPDX-License-Identifier: MIT */
/*
 * Makes corpora of any size with the label statistics of a PII training set, for the demo, the tests and the benchmark.
 *
 *     synth --labels 20M --shards 4 --format shard --out DIR
 *
 * leaves in DIR the shards (train-00000-of-00004.labels.zst ...), labels.json (the label map, as in a model's config)
 * and truth.json (what was put in: the counts that must come out).  The same options give the same bytes; every shard
 * has content of its own.  The labels depend on --labels, --shards, --seed and --drift only, not on the form they take.
 */
#include "formats/shard/shard_writer.h"
#include "synth_model.h"
#include "synth_sink.h"
#include "synth_text.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* As `counterweight pack` has them by default. */
enum { ZSTD_LEVEL = 3, FRAME_NBYTES = 1 << 20 };

enum synth_form { FORM_SHARD, FORM_JSONL, FORM_CONLL };

struct options {
        uint64_t labels, shards, seed, frame_nbytes;
        enum synth_form form;
        enum synth_codec codec;
        bool names, drift;
        const char *out;
};

/* What went into the corpus. */
struct truth {
        uint64_t tokens[256]; /* by the id's byte */
        uint64_t sequences;
};

static const char usage[] = "usage: synth --out DIR [OPTION]...\n"
                            "  --labels N       labels in all, the ignored ones too; 20M, 1G (default 1M)\n"
                            "  --shards N       files (default 1)\n"
                            "  --seed N         another corpus of the same kind (default 1)\n"
                            "  --format F       shard (default), jsonl, conll\n"
                            "  --codec C        of jsonl and conll: none (default), zst, gz\n"
                            "  --frame-size N   text bytes of a zstd frame; 0 (default): all in one frame\n"
                            "  --string-labels  jsonl: names instead of ids\n"
                            "  --drift          after half of the labels other entity types are the likely ones\n";

static _Noreturn void
wrong(const char *what, const char *value)
{
        fprintf(stderr, "synth: %s '%s' is not understood\n%s", what, value, usage);
        exit(2);
}

static uint64_t
parse_number(const char *option, const char *text)
{
        char *end;
        errno = 0;
        uint64_t value = strtoull(text, &end, 10);
        uint64_t unit = 1;
        switch (*end) {
        case 'k':
        case 'K':
                unit = 1000;
                break;
        case 'M':
                unit = 1000000;
                break;
        case 'G':
                unit = 1000000000;
                break;
        case '\0':
                break;
        default:
                wrong(option, text);
        }
        if (errno != 0 || end == text || text[0] == '-' || (*end != '\0' && end[1] != '\0') ||
            value > UINT64_MAX / unit)
                wrong(option, text);
        return value * unit;
}

static int
parse_word(const char *option, const char *text, const char *const *words)
{
        for (int i = 0; words[i] != NULL; i++)
                if (strcmp(text, words[i]) == 0)
                        return i;
        wrong(option, text);
}

/* One option, of the letter that getopt_long() gave it. */
static void
take_option(struct options *o, int letter)
{
        static const char *const forms[] = {"shard", "jsonl", "conll", NULL};
        static const char *const codecs[] = {"none", "zst", "gz", NULL};
        switch (letter) {
        case 'n':
                o->labels = parse_number("--labels", optarg);
                break;
        case 'k':
                o->shards = parse_number("--shards", optarg);
                break;
        case 's':
                o->seed = parse_number("--seed", optarg);
                break;
        case 'z':
                o->frame_nbytes = parse_number("--frame-size", optarg);
                break;
        case 'f':
                o->form = (enum synth_form)parse_word("--format", optarg, forms);
                break;
        case 'c':
                o->codec = (enum synth_codec)parse_word("--codec", optarg, codecs);
                break;
        case 't':
                o->names = true;
                break;
        case 'o':
                o->out = optarg;
                break;
        case 'd':
                o->drift = true;
                break;
        case 'h':
                fputs(usage, stdout);
                exit(0);
        default:
                fputs(usage, stderr);
                exit(2);
        }
}

static struct options
parse_options(int argc, char **argv)
{
        static const struct option known[] = {
                {"labels", required_argument, NULL, 'n'},
                {"shards", required_argument, NULL, 'k'},
                {"seed", required_argument, NULL, 's'},
                {"format", required_argument, NULL, 'f'},
                {"codec", required_argument, NULL, 'c'},
                {"frame-size", required_argument, NULL, 'z'},
                {"string-labels", no_argument, NULL, 't'},
                {"out", required_argument, NULL, 'o'},
                {"drift", no_argument, NULL, 'd'},
                {"help", no_argument, NULL, 'h'},
                {NULL, 0, NULL, 0},
        };
        struct options o = {.labels = 1000000, .shards = 1, .seed = 1};
        int c;
        while ((c = getopt_long(argc, argv, "", known, NULL)) != -1)
                take_option(&o, c);
        if (o.out == NULL || optind < argc || o.shards == 0 || o.shards > 99999) {
                fputs(usage, stderr);
                exit(2);
        }
        return o;
}

/* ---- one shard ------------------------------------------------------------------------------------------------- */

static void
tell_truth(struct truth *truth, const int8_t *ids, size_t n)
{
        for (size_t i = 0; i < n; i++)
                truth->tokens[(uint8_t)ids[i]]++;
        truth->sequences++;
}

static void
write_text_shard(const struct options *o, const char *path, uint64_t labels, struct synth_rng *rng, struct truth *truth)
{
        struct synth_rng words =
                synth_rng_seeded(o->seed ^ UINT64_MAX, synth_rng_next(&(struct synth_rng){.state = rng->state}));
        struct synth_sink *sink = synth_sink_open(path, o->codec, (size_t)o->frame_nbytes);
        for (uint64_t left = labels; left > 0;) {
                int8_t ids[SYNTH_LONGEST];
                char text[SYNTH_TEXT_NBYTES];
                const size_t n = synth_sequence(rng, left, ids);
                const size_t nbytes = o->form == FORM_JSONL ? synth_jsonl(&words, ids, n, o->names, text)
                                                            : synth_conll(&words, ids, n, text);
                synth_sink_write(sink, text, nbytes);
                tell_truth(truth, ids, n);
                left -= n;
        }
        synth_sink_close(sink);
}

static cw_status
write_bytes(void *user, const void *data, size_t nbytes, struct cw_error *err)
{
        if (fwrite(data, 1, nbytes, user) != nbytes)
                return cw_fail_errno(err, "cannot write");
        return CW_OK;
}

static cw_status
write_native(FILE *file, uint64_t labels, struct synth_rng *rng, struct truth *truth, struct cw_error *err)
{
        static const int64_t ignored = SYNTH_IGNORED;
        const char *names[SYNTH_LABELS];
        for (size_t i = 0; i < SYNTH_LABELS; i++)
                names[i] = synth_label_name(i);
        const struct cw_shard_header header = {
                .id_nbytes = 1,
                .column = "pii_labels",
                .ignored = &ignored,
                .n_ignored = 1,
                .names = names,
                .n_names = SYNTH_LABELS,
        };
        struct cw_shard_writer *writer = NULL;
        cw_status status;
        CW_TRY_GOTO(cw_shard_writer_new(&header, ZSTD_LEVEL, FRAME_NBYTES, write_bytes, file, &writer, err));
        for (uint64_t left = labels; left > 0;) {
                int8_t ids[SYNTH_LONGEST];
                int64_t wide[SYNTH_LONGEST];
                const size_t n = synth_sequence(rng, left, ids);
                for (size_t i = 0; i < n; i++)
                        wide[i] = ids[i];
                CW_TRY_GOTO(cw_shard_writer_ids(writer, wide, n, err));
                CW_TRY_GOTO(cw_shard_writer_end_sequence(writer, err));
                tell_truth(truth, ids, n);
                left -= n;
        }
        status = cw_shard_writer_finish(writer, NULL, err);
done:
        cw_shard_writer_free(&writer);
        return status;
}

static void
write_native_shard(const char *path, uint64_t labels, struct synth_rng *rng, struct truth *truth)
{
        struct cw_error err;
        FILE *file = fopen(path, "wb");
        if (file == NULL)
                synth_die("%s: %s", path, strerror(errno));
        if (write_native(file, labels, rng, truth, &err) != CW_OK)
                synth_die("%s: %s", path, err.message);
        if (fclose(file) != 0)
                synth_die("%s: %s", path, strerror(errno));
}

/* ---- what lies beside the shards ------------------------------------------------------------------------------- */

static FILE *
create_beside(const struct options *o, const char *name)
{
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", o->out, name);
        FILE *file = fopen(path, "w");
        if (file == NULL)
                synth_die("%s: %s", path, strerror(errno));
        return file;
}

static void
close_written(FILE *file, const char *name)
{
        if (ferror(file) || fclose(file) != 0)
                synth_die("%s: %s", name, strerror(errno));
}

static void
write_label_map(const struct options *o)
{
        FILE *file = create_beside(o, "labels.json");
        fputs("{\n  \"id2label\": {\n", file);
        for (size_t id = 0; id < SYNTH_LABELS; id++)
                fprintf(file, "    \"%zu\": \"%s\"%s\n", id, synth_label_name(id), id + 1 < SYNTH_LABELS ? "," : "");
        fputs("  }\n}\n", file);
        close_written(file, "labels.json");
}

/* CoNLL files have no special tokens, so no ignored ones either. */
static void
write_truth(const struct options *o, const struct truth *truth)
{
        FILE *file = create_beside(o, "truth.json");
        uint64_t tokens = 0;
        const uint64_t ignored = o->form == FORM_CONLL ? 0 : truth->tokens[(uint8_t)SYNTH_IGNORED];
        for (size_t id = 0; id < SYNTH_LABELS; id++)
                tokens += truth->tokens[id];
        fprintf(file, "{\n  \"tokens\": %" PRIu64 ",\n  \"ignored\": %" PRIu64 ",\n  \"sequences\": %" PRIu64, tokens,
                ignored, truth->sequences);
        fputs(",\n  \"labels\": {\n", file);
        for (size_t id = 0; id < SYNTH_LABELS; id++)
                fprintf(file, "    \"%s\": %" PRIu64 "%s\n", synth_label_name(id), truth->tokens[id],
                        id + 1 < SYNTH_LABELS ? "," : "");
        fputs("  }\n}\n", file);
        close_written(file, "truth.json");
}

int
main(int argc, char **argv)
{
        static const char *const extensions[] = {".labels.zst", ".jsonl", ".conll"};
        static const char *const codec_extensions[] = {"", ".zst", ".gz"};
        const struct options o = parse_options(argc, argv);
        struct truth truth = {{0}, 0};

        synth_model_init();
        synth_text_init();
        if (mkdir(o.out, 0777) != 0 && errno != EEXIST)
                synth_die("%s: %s", o.out, strerror(errno));
        for (uint64_t shard = 0, end = 0; shard < o.shards; shard++) {
                char path[4096];
                struct synth_rng rng = synth_rng_seeded(o.seed, shard);
                const uint64_t labels = o.labels / o.shards + (shard < o.labels % o.shards), half = o.labels / 2;
                end += labels;
                rng.drift_left = !o.drift || end <= half ? 0 : end - half < labels ? end - half : labels;
                snprintf(path, sizeof(path), "%s/train-%05u-of-%05u%s%s", o.out, (unsigned)shard, (unsigned)o.shards,
                         extensions[o.form], o.form == FORM_SHARD ? "" : codec_extensions[o.codec]);
                if (o.form == FORM_SHARD)
                        write_native_shard(path, labels, &rng, &truth);
                else
                        write_text_shard(&o, path, labels, &rng, &truth);
        }
        write_label_map(&o);
        write_truth(&o, &truth);
        return 0;
}
