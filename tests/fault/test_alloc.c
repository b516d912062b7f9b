/* SPDX-License-Identifier: MIT */
/*
 * Memory runs out at every allocation in turn, in a whole run: count, weigh, explain, write, inspect, pack, unpack, of
 * a small input of each format, plain and compressed, with a label map and without.  Each run must end with CW_E_MEMORY and a sentence, and
 * leave nothing behind; the sanitizers see what it leaks.
 */
#include "../unit/spine_fixture.h"

#include "base/status.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

TestSuite(alloc, .init = spine_enter, .fini = spine_leave, .timeout = 300);

static const char *const inputs[] = {"a.jsonl",    "a.conll",    "a.json", "a.zst",     "frames.zst",
                                     "nested.zst", "doubly.zst", "a.gz",   "shard.zst", "counts"};

static const char jsonl[] = "{\"tags\": [0, 1, -100]}\n{\"tags\": [300]}\n{\"tags\": 1.5}\n\n{\"tags\": [2, 1]}\n";
/* Borders that are guessed, and rightly so; and not all of them. */
static const char nested[] =
        "[{\"tags\": [0, 1]}, {\"tags\": [1.5]}, {\"tags\": [2]}, {\"tags\": [1]}, {\"tags\": [0]}]";
static const char doubly[] = "[{\"x\": [{\"tags\": [7]}, {\"tags\": [7]}, 0], \"tags\": [2]}, "
                             "{\"x\": [{\"tags\": [7]}, {\"tags\": [7]}, 0], \"tags\": [1]}, {\"tags\": [0]}]";
static const char conll[] = "-DOCSTART- O\n\n# id\na B-PER\nb O\n\nc B-LOC\nonly\nd I-PER\n";

static void
put_inputs(void)
{
        static const char *const names[] = {"O", "B-PER", "I-PER"};
        static const int64_t ids[] = {0, 1, 2, 2, -100, 0};
        spine_puts("a.jsonl", jsonl);
        spine_puts("a.conll", conll);
        spine_puts("a.json", "[{\"tags\": [0, 1]}, {\"tags\": [1.5]}, {\"tags\": [2]}]");
        spine_put_zstd("a.zst", jsonl, sizeof(jsonl) - 1, (struct spine_frames){0});
        spine_put_zstd("frames.zst", conll, sizeof(conll) - 1, (struct spine_frames){.nbytes = 9, .mixed = true});
        spine_put_zstd("nested.zst", nested, sizeof(nested) - 1, (struct spine_frames){.nbytes = 45, .mixed = true});
        spine_put_zstd("doubly.zst", doubly, sizeof(doubly) - 1, (struct spine_frames){.nbytes = 45, .mixed = true});
        spine_put_gzip("a.gz", conll, sizeof(conll) - 1);
        spine_put_shard("shard.zst", (struct cw_shard_header){.names = names, .n_names = 3, .column = "tags"}, ids, 6,
                        4);
        spine_puts("counts",
                   "{\"format\": \"counterweight-counts\", \"version\": 1, \"tokens\": 7, \"ignored\": 2, "
                   "\"column\": \"tags\", \"labels\": [{\"id\": 0, \"name\": \"O\", \"tokens\": 4}, {\"id\": 1, "
                   "\"name\": \"B-PER\", \"tokens\": 3}], \"ignored_ids\": {\"-100\": 2}}");
        spine_puts("labels.txt", "O\nB-PER\nI-PER\nB-LOC\n");
        spine_puts("config.toml", "[train]\nlr = 1\n\n[class_weights]\n0 = 1.0\n");
}

static struct cw_read_options
options_for(bool with_map, int n_threads)
{
        struct cw_read_options o = spine_options();
        o.labels_path = with_map ? "labels.txt" : NULL;
        o.unknown = CW_UNKNOWN_COUNT;
        o.skip_bad_rows = true;
        o.per_shard = true;
        o.n_threads = n_threads;
        return o;
}

/* Runs `attempt` with the first, second ... allocation and all after it failing, until none fails.  In a team a failure
 * can be that of the one worker the others did not need, so that success proves something with one thread only. */
static void
fail_each(cw_status (*attempt)(const char *input, const struct cw_read_options *o, struct cw_error *err),
          const char *input, const struct cw_read_options *options, long most)
{
        for (long n = 1; n <= most; n++) {
                struct cw_error err = {0};
                cw_memory_fail_at(n);
                const cw_status status = attempt(input, options, &err);
                cw_memory_fail_at(0);
                if (status == CW_OK && options->n_threads == 1)
                        return;
                cr_assert(status == CW_E_MEMORY || status == CW_OK, "%s, allocation %ld: %d: %s", input, n, (int)status,
                          err.message);
                if (status != CW_OK)
                        cr_assert(err.message[0] != '\0' && err.status == status, "%s, allocation %ld", input, n);
        }
        cr_assert_neq(options->n_threads, 1, "%s: more than %ld allocations", input, most);
}

static void
fail_each_input(cw_status (*attempt)(const char *input, const struct cw_read_options *o, struct cw_error *err))
{
        put_inputs();
        for (size_t i = 0; i < CW_ARRAY_LEN(inputs); i++) {
                for (int with_map = 0; with_map < 2; with_map++) {
                        struct cw_read_options o = options_for(with_map, 1);
                        fail_each(attempt, inputs[i], &o, 20000);
                        o.n_threads = 3;
                        fail_each(attempt, inputs[i], &o, 80);
                }
        }
}

static cw_status
write_all(const cw_weights *weights, const char *some_label, struct cw_error *err)
{
        char *text = NULL;
        bool changed;
        size_t nbytes;
        for (int format = CW_OUT_TOML; format <= CW_OUT_TXT; format++) {
                CW_TRY(cw_weights_render(weights, (cw_output_format)format, NULL, &text, &nbytes, err));
                cw_free_text(text);
                if (!cw_output_format_takes_counts((cw_output_format)format))
                        continue;
                CW_TRY(cw_counts_render(cw_weights_counts(weights), (cw_output_format)format, &text, &nbytes, err));
                cw_free_text(text);
        }
        CW_TRY(cw_diagnosis_text(weights, &text, err));
        cw_free_text(text);
        CW_TRY(cw_explain(weights, some_label, &text, err));
        cw_free_text(text);
        CW_TRY(cw_weights_update_toml(weights, "config.toml", NULL, true, &text, &changed, err));
        cw_free_text(text);
        CW_TRY(cw_weights_write(weights, CW_OUT_TOML, "out.toml", NULL, err));
        return cw_weights_update_toml(weights, "config.toml", NULL, false, NULL, NULL, err);
}

/* The main job, from inputs to files. */
static cw_status
main_job(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        struct cw_weigh_options weigh;
        cw_counts *counts = NULL;
        cw_weights *weights = NULL;
        cw_weigh_options_init(&weigh);
        cw_status status = cw_count(&input, 1, options, &counts, err);
        if (status == CW_OK)
                status = cw_counts_set_command(counts, "counterweight weights", input, err);
        if (status == CW_OK)
                status = cw_weigh(counts, &weigh, &weights, err);
        if (status == CW_OK)
                status = write_all(weights, "1", err);
        cw_weights_free(&weights);
        cw_counts_free(&counts);
        return status;
}

Test(alloc, main_job)
{
        fail_each_input(main_job);
}

/* Labels by the sequences that they stand in, rows of shards too, and a counts file of it all read again. */
static cw_status
count_by_sequence(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        const char *const inputs_here[] = {input, "a.conll"};
        struct cw_read_options o = *options;
        cw_counts *counts = NULL;
        char *text = NULL;
        size_t nbytes;
        o.presence = CW_PRESENCE_KEEP;
        o.per_shard = true;
        o.by = CW_BY_SHARD;
        o.spans = strcmp(input, "counts") != 0;
        cw_status status = cw_count(inputs_here, o.labels_path == NULL ? 1 : 2, &o, &counts, err);
        if (status == CW_OK)
                status = cw_counts_render(counts, CW_OUT_JSON, &text, &nbytes, err);
        if (status == CW_OK) { /* by hand: cw_write_file() waits for the disk, and main_job() has it */
                FILE *const file = fopen("by-sequence.json", "wb");
                cr_assert(file != NULL && fwrite(text, 1, nbytes, file) == nbytes && fclose(file) == 0);
        }
        cw_free_text(text);
        cw_counts_free(&counts);
        o.spans = false;
        o.by = CW_BY_NOTHING; /* those of the file, then */
        const char *const again = "by-sequence.json";
        if (status == CW_OK)
                status = cw_count(&again, 1, &o, &counts, err);
        cw_counts_free(&counts);
        return status;
}

Test(alloc, by_sequence)
{
        fail_each_input(count_by_sequence);
}

/* All formats that may stand side by side in one run. */
static cw_status
many_inputs(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        static const char *const some[] = {"a.conll", "shard.zst", "frames.zst", "counts", "a.gz", "a.conll"};
        cw_counts *counts = NULL;
        (void)input;
        cw_status status = cw_count(some, CW_ARRAY_LEN(some), options, &counts, err);
        cw_counts_free(&counts);
        return status;
}

Test(alloc, many_inputs)
{
        put_inputs();
        struct cw_read_options o = options_for(true, 1);
        fail_each(many_inputs, "many", &o, 20000);
        o.n_threads = 4;
        fail_each(many_inputs, "many", &o, 500);
        /* Out of memory is not damage: nothing is left out for its sake. */
        o.keep_going = true;
        o.n_threads = 1;
        fail_each(many_inputs, "many", &o, 20000);
}

/* The cache, cold, then warm, then read and compared.  What it cannot get memory for is counted instead. */
Test(alloc, with_a_cache)
{
        put_inputs();
        for (size_t i = 0; i < CW_ARRAY_LEN(inputs); i++) /* files written just now are not kept */
                cr_assert_eq(utimensat(AT_FDCWD, inputs[i], (struct timespec[]){{1700000000, 5}, {1700000000, 5}}, 0),
                             0);
        struct cw_read_options o = options_for(true, 1);
        o.cache = "cache";
        fail_each(many_inputs, "cold", &o, 20000);
        fail_each(many_inputs, "warm", &o, 20000);
        o.cache_verify = true;
        fail_each(many_inputs, "verified", &o, 20000);
        o.n_threads = 4;
        fail_each(many_inputs, "verified", &o, 200);
}

static cw_status
keep_going(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        static const char *const some[] = {"a.conll", "damaged.jsonl", "a.conll", "damaged.jsonl"};
        cw_counts *counts = NULL;
        (void)input;
        cw_status status = cw_count(some, CW_ARRAY_LEN(some), options, &counts, err);
        cw_counts_free(&counts);
        return status;
}

Test(alloc, shards_left_out)
{
        put_inputs();
        spine_puts("damaged.jsonl", "{\"tags\": [\"O\"}\n");
        struct cw_read_options o = options_for(false, 1);
        o.keep_going = true;
        o.skip_bad_rows = false;
        o.conll_field = "1";
        fail_each(keep_going, "some", &o, 20000);
}

static cw_status
inspect(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        char *text = NULL;
        cw_status status = cw_inspect(&input, 1, options, false, &text, err);
        cw_free_text(text);
        return status;
}

Test(alloc, inspect)
{
        fail_each_input(inspect);
}

static cw_status
compare_files(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        static const char *const others[] = {"counts", "weights.toml", "weights.json"};
        struct cw_weigh_options weigh;
        cw_status status = CW_OK;
        cw_weigh_options_init(&weigh);
        for (size_t i = 0; status == CW_OK && i < CW_ARRAY_LEN(others); i++) {
                cw_drift *drift = NULL;
                status = cw_drift_files(input, others[i], options, &weigh, NULL, &drift, err);
                for (int format = CW_OUT_JSON; status == CW_OK && format <= CW_OUT_MARKDOWN; format++) {
                        char *text = NULL;
                        size_t nbytes;
                        status = cw_drift_render(drift, (cw_output_format)format, &text, &nbytes, err);
                        cw_free_text(text);
                }
                cw_drift_free(&drift);
        }
        return status;
}

Test(alloc, compare_files)
{
        put_inputs();
        spine_puts("weights.toml",
                   "[class_weights]\n0 = 1.0  # O\n1 = 0.5  # B-PER\n[class_weights_info]\nscheme = \"inverse\"\n");
        spine_puts("weights.json",
                   "{\"format\": \"counterweight-weights\", \"version\": 1, \"tokens\": 4, \"scheme\": \"inverse\", "
                   "\"labels\": [{\"id\": 0, \"name\": \"O\", \"tokens\": 3, \"weight\": 1.0}, "
                   "{\"id\": 1, \"name\": \"B-PER\", \"tokens\": 1, \"weight\": 1.0}]}");
        struct cw_read_options o = options_for(false, 1);
        fail_each(compare_files, "counts", &o, 20000);
        fail_each(compare_files, "a.conll", &o, 20000);
}

static cw_status
draw(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        const char *const paths[] = {input, "a.zst", "frames.zst"};
        struct cw_read_options o = *options;
        struct cw_weigh_options weigh;
        cw_counts *counts = NULL;
        cw_comparison *comparison = NULL;
        char *text = NULL;
        size_t nbytes;
        o.per_shard = false;
        o.sample = 0.6;
        cw_weigh_options_init(&weigh);
        cw_status status = cw_count(paths, o.labels_path == NULL ? 1 : 3, &o, &counts, err);
        if (status == CW_OK)
                status = cw_compare(counts, &weigh, &comparison, err);
        if (status == CW_OK)
                status = cw_comparison_render(comparison, CW_OUT_JSON, &text, &nbytes, err);
        cw_free_text(text);
        cw_comparison_free(&comparison);
        cw_counts_free(&counts);
        return status;
}

Test(alloc, draw)
{
        static const char *const drawn[] = {"a.conll", "frames.zst", "a.jsonl", "shard.zst"};
        put_inputs();
        for (size_t i = 0; i < CW_ARRAY_LEN(drawn); i++) {
                for (int with_map = 0; with_map < 2; with_map++) {
                        struct cw_read_options o = options_for(with_map, 1);
                        fail_each(draw, drawn[i], &o, 20000);
                        o.n_threads = 3;
                        fail_each(draw, drawn[i], &o, 80);
                }
        }
}

static cw_status
grow(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        const char *const inputs_of_growth[] = {input, "a.zst", "a.conll"};
        struct cw_weigh_options weigh;
        struct cw_growth_options growth_options;
        cw_growth *growth = NULL;
        char *text = NULL;
        size_t nbytes;
        cw_weigh_options_init(&weigh);
        cw_growth_options_init(&growth_options);
        growth_options.shuffle = true;
        growth_options.repeats = 3;
        growth_options.one_scheme = true;
        if (options->presence != CW_PRESENCE_NO)
                weigh.scheme = CW_SCHEME_MEDIAN_FREQ;
        cw_status status = cw_growth_run(inputs_of_growth, options->labels_path == NULL ? 1 : 3, options, &weigh,
                                         &growth_options, &growth, err);
        for (int format = CW_OUT_JSON; status == CW_OK && format <= CW_OUT_CSV; format++) {
                status = cw_growth_render(growth, (cw_output_format)format, &text, &nbytes, err);
                cw_free_text(text);
        }
        if (status == CW_OK) {
                status = cw_growth_text(growth, &text, err);
                cw_free_text(text);
        }
        cw_growth_free(&growth);
        return status;
}

Test(alloc, grow)
{
        put_inputs();
        for (int with_map = 0; with_map < 2; with_map++) {
                struct cw_read_options o = options_for(with_map, 1);
                fail_each(grow, "a.conll", &o, 20000);
                fail_each(grow, "counts", &o, 20000);
                o.n_threads = 3;
                fail_each(grow, "a.conll", &o, 80);
                o.n_threads = 1;
                o.presence = CW_PRESENCE_COUNT;
                fail_each(grow, "a.conll", &o, 20000);
        }
}

static cw_status
check_file(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        static const char *const files[] = {"weights.toml", "weights.json"};
        cw_counts *counts = NULL;
        cw_status status = cw_count(&input, 1, options, &counts, err);
        for (size_t i = 0; status == CW_OK && i < CW_ARRAY_LEN(files); i++) {
                struct cw_weigh_options weigh;
                cw_check *check = NULL;
                cw_weights *weights = NULL;
                char *text = NULL;
                bool known, holds;
                status = cw_check_open(files[i], NULL, &check, err);
                if (status == CW_OK)
                        status = cw_check_recipe(check, &weigh, &known, err);
                if (status == CW_OK)
                        status = cw_weigh(counts, &weigh, &weights, err);
                if (status == CW_OK)
                        status = cw_check_compare(check, weights, 0.02, 0, &holds, err);
                if (status == CW_OK)
                        status = cw_check_render(check, i == 0, &text, err);
                cw_free_text(text);
                cw_weights_free(&weights);
                cw_check_free(&check);
        }
        cw_counts_free(&counts);
        return status;
}

Test(alloc, check_file)
{
        put_inputs();
        spine_puts("weights.toml",
                   "[class_weights]\n0 = 1.0  # O\n1 = 0.5  # B-PER\n[class_weights_info]\nscheme = \"inverse\"\n"
                   "boost = { \"B-PER\" = 2.0 }\no_label = \"O\"\ncommand = \"counterweight weights\"\n");
        spine_puts("weights.json",
                   "{\"format\": \"counterweight-weights\", \"version\": 1, \"tokens\": 4, \"scheme\": \"inverse\", "
                   "\"labels\": [{\"id\": 0, \"name\": \"O\", \"tokens\": 3, \"weight\": 1.0}, "
                   "{\"id\": 1, \"name\": \"B-PER\", \"tokens\": 1, \"weight\": 1.0}]}");
        struct cw_read_options o = options_for(false, 1);
        fail_each(check_file, "counts", &o, 20000);
}

/* JSON comes from jansson, whose own allocations do not fail here. */
static cw_status
inspect_json(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        char *text = NULL;
        cw_status status = cw_inspect(&input, 1, options, true, &text, err);
        cw_free_text(text);
        return status;
}

Test(alloc, inspect_json)
{
        fail_each_input(inspect_json);
}

static cw_status
pack_and_unpack(const char *input, const struct cw_read_options *options, struct cw_error *err)
{
        struct cw_pack_options pack;
        struct cw_pack_summary summary;
        cw_pack_options_init(&pack);
        pack.frame_nbytes = 4;
        pack.level = 1;
        CW_TRY(cw_pack(&input, 1, options, &pack, "packed.zst", &summary, err));
        CW_TRY(cw_unpack("packed.zst", CW_UNPACK_JSONL, "unpacked.jsonl", options, err));
        return cw_unpack("packed.zst", CW_UNPACK_TEXT, "unpacked.txt", options, err);
}

/* How many files there are whose names nobody gave. */
static int
count_leavings(void)
{
        int n = 0;
        DIR *dir = opendir(".");
        cr_assert_not_null(dir);
        for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir))
                n += e->d_name[0] == '.' && e->d_name[1] != '\0' && e->d_name[1] != '.';
        closedir(dir);
        return n;
}

Test(alloc, pack_and_unpack)
{
        put_inputs();
        for (size_t i = 0; i + 1 < CW_ARRAY_LEN(inputs); i++) { /* all but the counts file, which cannot be packed */
                struct cw_read_options o = options_for(i % 2 == 0, 1);
                fail_each(pack_and_unpack, inputs[i], &o, 20000);
        }
        cr_expect_eq(count_leavings(), 0);
}
