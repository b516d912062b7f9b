/* SPDX-License-Identifier: MIT */
/*
 * Weights against the reference in plain Python, where it is at hand (CW_SHARED_ORACLE says where): its golden files, and
 * random distributions with random options.  Agreement is to 1e-12; the reference's own rounding counts where it takes
 * 1 - n/N of a label that has nearly all tokens.
 */
#include "weigh_fixture.h"

#include <float.h>
#include <jansson.h>

enum { N_ALL_SCHEMES = 10, N_NORMALIZERS = 7, N_CASES = 630, N_LABELS_MOST = 40 };

static const char *
folder(void)
{
        const char *given = getenv("CW_SHARED_ORACLE");
        return given != NULL ? given : "../shared/oracle";
}

static json_t *
load(const char *set, const char *what)
{
        char path[512];
        snprintf(path, sizeof(path), "%s/golden/%s.%s.json", folder(), set, what);
        json_t *root = json_load_file(path, 0, NULL);
        if (root == NULL)
                cr_skip_test("skipped: no golden file %s", path);
        return root;
}

/* ---- golden ------------------------------------------------------------------------------------------------- */

static void
assert_golden(json_t *counts, const char *recipe, json_t *weights)
{
        struct label labels[N_LABELS_MOST];
        struct cw_weigh_options o;
        char scheme[32];
        const char *name, *slash = strchr(recipe, '/');
        json_t *tokens;
        size_t n = 0;
        json_object_foreach(counts, name, tokens) labels[n++] =
                (struct label){name, (uint64_t)json_integer_value(tokens)};
        cw_weigh_options_init(&o);
        snprintf(scheme, sizeof(scheme), "%.*s", (int)(slash - recipe), recipe);
        cr_assert(cw_scheme_from_name(scheme, &o.scheme), "%s", scheme);
        while (strcmp(cw_normalizer_name(o.normalize), slash + 1) != 0)
                o.normalize++;
        struct cw_weights *w = weigh_with(counts_of(labels, n), &o);
        for (size_t i = 0; i < n; i++)
                assert_close(cw_weights_at(w, i), json_number_value(json_object_get(weights, labels[i].name)), 1e-12);
        cw_weights_free(&w);
}

static void
assert_all_golden(const char *set)
{
        json_t *counts = load(set, "counts"), *all = load(set, "weights"), *weights;
        const char *recipe;
        size_t n = 0;
        json_object_foreach(all, recipe, weights)
        {
                assert_golden(counts, recipe, weights);
                n++;
        }
        cr_assert_eq(n, 63);
        json_decref(counts);
        json_decref(all);
}

Test(weigh_oracle, golden_muted_entities)
{
        assert_all_golden("muted_entities");
}

Test(weigh_oracle, golden_seed_example)
{
        assert_all_golden("seed_example");
}

/* ---- random ------------------------------------------------------------------------------------------------- */

struct random_case {
        struct label labels[N_LABELS_MOST];
        char names[N_LABELS_MOST][16];
        size_t n;
        struct cw_weigh_options options;
        bool skipped;
};

static uint64_t
next_random(uint64_t *state)
{
        *state += 0x9E3779B97F4A7C15U;
        uint64_t x = *state;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
        return x ^ (x >> 31);
}

static void
make_case(struct random_case *c, size_t number, uint64_t *state)
{
        const unsigned bits = number % 3 == 0 ? 57 : 20;
        c->n = 2 + next_random(state) % (N_LABELS_MOST - 1);
        for (size_t i = 0; i < c->n; i++) {
                snprintf(c->names[i], sizeof(c->names[i]), i == 0 ? "O" : "B-%zu", i);
                c->labels[i].name = c->names[i];
                c->labels[i].tokens = next_random(state) >> (64 - 1 - next_random(state) % bits);
                if (next_random(state) % 16 == 0)
                        c->labels[i].tokens = 0;
        }
        for (size_t i = 0; i < 2; i++) /* a label that has all tokens divides by zero there */
                c->labels[i].tokens += c->labels[i].tokens == 0;
        struct cw_weigh_options *o = &c->options;
        cw_weigh_options_init(o);
        o->scheme = (cw_scheme)(number % N_ALL_SCHEMES);
        o->normalize = (cw_normalizer)(number / N_ALL_SCHEMES % N_NORMALIZERS);
        c->skipped = o->scheme == CW_SCHEME_MEDIAN_FREQ; /* the reference has none */
        o->o_policy = (cw_o_policy)(next_random(state) % 3);
        o->o_weight = (double)(next_random(state) % 9) / 8;
        o->alpha = (double)(next_random(state) % 9) / 8;
        o->enet_k = 1.02 + (double)(next_random(state) % 8) / 4;
        o->mu = (double)(1 + next_random(state) % 8) / 8;
        if (next_random(state) % 2 == 0)
                o->prototypes = (double)(1 + next_random(state) % 100000);
        if (next_random(state) % 3 == 0)
                o->smooth = (double)(next_random(state) % 100);
        if (next_random(state) % 3 == 0)
                o->min_count = (double)(next_random(state) % 1000);
}

/* As Python source, for the reference is asked once for all cases. */
static void
write_case(FILE *out, const struct random_case *c)
{
        static const char *const o_words[] = {[CW_O_AUTO] = "'auto'", [CW_O_FORMULA] = "'formula'"};
        const struct cw_weigh_options *o = &c->options;
        fputs("c = {", out);
        for (size_t i = 0; i < c->n; i++)
                fprintf(out, "'%s': %llu, ", c->names[i], (unsigned long long)c->labels[i].tokens);
        fprintf(out, "}\np = dict(alpha=%.17g, enet_c=%.17g, mu=%.17g, smooth=%.0f, min_count=%.0f%s%.0f)\n", o->alpha,
                o->enet_k, o->mu, o->smooth, o->min_count,
                o->prototypes > 0 ? ", prototypes=" : ", unused=", o->prototypes);
        fprintf(out, "print(*map(repr, w.weights(c, '%s', '%s', o_weight=", cw_scheme_name(o->scheme),
                cw_normalizer_name(o->normalize));
        if (o->o_policy == CW_O_NUMBER)
                fprintf(out, "%.17g", o->o_weight);
        else
                fputs(o_words[o->o_policy], out);
        fputs(", **p).values()), sep='\\n')\n", out);
}

/* What the rounding of n/N leaves uncertain in 1 - n/N. */
static double
tolerance_of(const struct random_case *c)
{
        double n_all = 0, most = 0;
        if (c->options.scheme != CW_SCHEME_COMPLEMENT)
                return 1e-12;
        for (size_t i = 0; i < c->n; i++) {
                const double n = c->labels[i].tokens == 0
                                         ? 0
                                         : fmax((double)c->labels[i].tokens + c->options.smooth, c->options.min_count);
                n_all += n;
                most = fmax(most, n);
        }
        return 1e-12 + 4 * DBL_EPSILON / (1 - most / n_all);
}

static void
compare_case(FILE *reference, const struct random_case *c)
{
        char line[64];
        struct cw_weights *w = weigh_with(counts_of(c->labels, c->n), &c->options);
        for (size_t i = 0; i < c->n; i++) {
                cr_assert_not_null(fgets(line, sizeof(line), reference), "the reference ended too soon");
                assert_close(cw_weights_at(w, i), strtod(line, NULL), tolerance_of(c));
        }
        cw_weights_free(&w);
}

Test(weigh_oracle, random_distributions, .timeout = 60)
{
        static struct random_case cases[N_CASES];
        char script[] = "/tmp/cw_cases_XXXXXX", command[4096], module[4096];
        uint64_t state = 5;
        snprintf(module, sizeof(module), "%s/weights_oracle.py", folder());
        if (access(module, R_OK) != 0)
                cr_skip_test("skipped: no reference at %s", folder());
        if (system("python3 -c '' >/dev/null 2>&1") != 0)
                cr_skip_test("skipped: no python3 to run the reference");
        FILE *out = fdopen(mkstemp(script), "w");
        cr_assert_not_null(out);
        fputs("import weights_oracle as w\n", out);
        for (size_t i = 0; i < N_CASES; i++) {
                make_case(&cases[i], i, &state);
                if (!cases[i].skipped)
                        write_case(out, &cases[i]);
        }
        fclose(out);
        snprintf(command, sizeof(command), "PYTHONDONTWRITEBYTECODE=1 PYTHONPATH='%s' python3 %s", folder(), script);
        FILE *reference = popen(command, "r");
        cr_assert_not_null(reference);
        for (size_t i = 0; i < N_CASES; i++)
                if (!cases[i].skipped)
                        compare_case(reference, &cases[i]);
        cr_assert_eq(pclose(reference), 0);
        unlink(script);
}

/* ---- scikit-learn ------------------------------------------------------------------------------------------- */

/* Its "balanced" is inverse, not normalised, with O by the formula, where that gives O at most 1. */
Test(weigh_oracle, balanced_is_that_of_scikit_learn, .timeout = 120)
{
        static const struct label labels[] = {{"O", 800}, {"B-X", 25}, {"I-X", 7}, {"B-Y", 1}};
        static const char program[] = "import numpy; from sklearn.utils.class_weight import compute_class_weight as f; "
                                      "y = numpy.repeat([0, 1, 2, 3], [800, 25, 7, 1]); "
                                      "print(*[repr(float(w)) for w in f(\"balanced\", classes=numpy.arange(4), y=y)], "
                                      "sep=\"\\n\")";
        /* Debian's python3-sklearn belongs to Debian's Python, which need not be the first in the path. */
        const char *python = system("python3 -c 'import sklearn' >/dev/null 2>&1") == 0            ? "python3"
                             : system("/usr/bin/python3 -c 'import sklearn' >/dev/null 2>&1") == 0 ? "/usr/bin/python3"
                                                                                                   : NULL;
        char command[1024];
        struct cw_weigh_options o;
        char line[64];
        if (python == NULL)
                cr_skip_test("skipped: no scikit-learn (python3-sklearn)");
        cw_weigh_options_init(&o);
        o.scheme = CW_SCHEME_INVERSE;
        o.normalize = CW_NORMALIZE_NONE;
        o.o_policy = CW_O_FORMULA;
        struct cw_weights *w = weigh_with(counts_of(labels, 4), &o);
        snprintf(command, sizeof(command), "%s -c '%s'", python, program);
        FILE *sklearn = popen(command, "r");
        cr_assert_not_null(sklearn);
        for (size_t i = 0; i < 4; i++) {
                cr_assert_not_null(fgets(line, sizeof(line), sklearn));
                assert_close(cw_weights_at(w, i), strtod(line, NULL), 1e-15);
        }
        cr_assert_eq(pclose(sklearn), 0);
        cw_weights_free(&w);
}
