/* SPDX-License-Identifier: MIT */
/*
 * The CoNLL dialect on real files, against counts that another program made (truth.json of each set): label by label,
 * sentences and bad rows, in one piece and cut into blocks.  The flags below are what a user would have to say; all
 * else is found out.
 *
 * Where truth and FORMATS differ, FORMATS holds: an empty label is a bad row here, and a label "" in the truth.
 */
#include "conll_driver.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <jansson.h>

/* Flags of the files whose path within the data folder begins so. */
static const struct {
        const char *prefix;
        const char *field, *comment, *separator;
        bool skip_bad_rows;
} flags[] = {
        {"conll-europeana/enp_DE.sbb.bio/", NULL, "# ", NULL, true},       /* comments within the one sentence */
        {"conll-germeval2014/", "3", NULL, NULL, false},                   /* outer labels; the inner ones are last */
        {"conll-hf-dummy/id_nergrit_corpus/", NULL, NULL, "blank", false}, /* blanks behind some labels */
        {"conll-hf-dummy/kor_ner/", NULL, ";,$", NULL, false},
        {"conll-hf-dummy/lst20/", "3", NULL, NULL, false},
        {"conll-kaznerd/with_sentID/", NULL, "AID,BID,CID,DID,EID,FID", NULL, false},
        {"conll-nerkor/", "CONLL:NER", NULL, NULL, false},
        {"conll-uner/", "3", NULL, NULL, false},
};

static const struct conll_cuts whole = {0};

static const char *
data_folder(void)
{
        const char *folder = getenv("CW_SHARED_DATA");
        return folder != NULL ? folder : "../shared/data";
}

static char *
read_all(const char *path, size_t *nbytes_ret)
{
        FILE *f = fopen(path, "rb");
        cr_assert_not_null(f, "%s cannot be opened", path);
        fseek(f, 0, SEEK_END);
        const size_t n = (size_t)ftell(f);
        rewind(f);
        char *text = malloc(n + 1);
        cr_assert(text != NULL && fread(text, 1, n, f) == n, "%s cannot be read", path);
        fclose(f);
        *nbytes_ret = n;
        return text;
}

static struct cw_read_options
options_for(const char *name)
{
        struct cw_read_options options = {0};
        for (size_t i = 0; i < CW_ARRAY_LEN(flags); i++) {
                if (strncmp(name, flags[i].prefix, strlen(flags[i].prefix)) == 0) {
                        options.conll_field = flags[i].field;
                        options.conll_separator = flags[i].separator;
                        options.conll_comment = flags[i].comment;
                        options.skip_bad_rows = flags[i].skip_bad_rows;
                }
        }
        return options;
}

static uint64_t
integer(const json_t *object, const char *key)
{
        return (uint64_t)json_integer_value(json_object_get(object, key));
}

/* How many figures of the truth are not met. */
static int
compare(const char *name, const struct conll_run *run, json_t *truth)
{
        json_t *labels = json_object_get(truth, "labels");
        const uint64_t bad = integer(truth, "bad_rows") + integer(labels, "");
        uint64_t tokens = 0;
        int wrong = 0;
        const char *label;
        json_t *n;
        json_object_foreach(labels, label, n)
        {
                const uint64_t found = conll_tokens(run, label, strlen(label));
                tokens += found;
                if (label[0] != '\0' && found != (uint64_t)json_integer_value(n)) {
                        cr_log_error("%s: label %s: %llu, not %lld", name, label, (unsigned long long)found,
                                     (long long)json_integer_value(n));
                        wrong++;
                }
        }
        for (size_t i = 0; i < run->tally.names.n; i++)
                tokens -= run->tally.name_tokens[i];
        wrong += tokens != 0 || run->tally.rows_skipped != bad || run->tally.sequences != integer(truth, "sentences");
        if (wrong != 0)
                cr_log_error("%s: %llu sentences, not %llu; %llu bad rows, not %llu; labels the truth lacks: %s", name,
                             (unsigned long long)run->tally.sequences, (unsigned long long)integer(truth, "sentences"),
                             (unsigned long long)run->tally.rows_skipped, (unsigned long long)bad,
                             tokens != 0 ? "yes" : "none");
        return wrong;
}

static bool
agrees(const char *name, const char *path, json_t *truth)
{
        static const struct conll_cuts cuts[] = {{1, 300, 100, 65536, NULL}, {2, 5000, 4096, 65536, NULL}};
        const struct cw_read_options options = options_for(name);
        struct conll_run run, cut;
        size_t nbytes;
        char *text = read_all(path, &nbytes);
        conll_run_text(&run, &options, &whole, text, nbytes);
        if (run.status != CW_OK)
                cr_log_error("%s: line %llu: %s", name, (unsigned long long)run.err.row, run.err.message);
        bool good = run.status == CW_OK && compare(name, &run, truth) == 0 && cw_conll_probe(text, nbytes, true) > 0;
        for (size_t i = 0; i < CW_ARRAY_LEN(cuts); i++) {
                conll_run_text(&cut, &options, &cuts[i], text, nbytes);
                const char *difference = conll_difference(&run, &cut);
                if (difference != NULL)
                        cr_log_error("%s: cut %zu: %s", name, i, difference);
                good = good && difference == NULL;
                conll_run_free(&cut);
        }
        conll_run_free(&run);
        free(text);
        return good;
}

Test(conll_truth, every_file_of_every_set)
{
        char pattern[4096], path[8192];
        size_t n = 0, n_good = 0, n_sets = 0;
        glob_t found;
        snprintf(pattern, sizeof(pattern), "%s/conll-*/truth.json", data_folder());
        if (glob(pattern, 0, NULL, &found) != 0)
                cr_skip_test("no real data here: %s matches nothing", pattern);
        for (; n_sets < found.gl_pathc; n_sets++) {
                const char *set = found.gl_pathv[n_sets];
                json_t *root = json_load_file(set, 0, NULL), *truth;
                const char *file;
                cr_assert_not_null(root, "%s is no JSON", set);
                json_object_foreach(json_object_get(root, "files"), file, truth)
                {
                        snprintf(path, sizeof(path), "%.*s%s", (int)(strlen(set) - strlen("truth.json")), set, file);
                        const bool good = agrees(path + strlen(data_folder()) + 1, path, truth);
                        cr_expect(good, "%s differs from its truth", path);
                        n_good += good;
                        n++;
                }
                json_decref(root);
        }
        globfree(&found);
        cr_expect(n >= 1 && n_good == n, "%zu of %zu files in %zu sets agree with their truth", n_good, n, n_sets);
}
