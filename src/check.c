/* SPDX-License-Identifier: MIT */
/*
 * Is a weights file still true to the data?  Its ids and those of the data are walked side by side.
 *
 * What is needed for that is in the file: scheme and parameters (the facts), names (the comments, or the JSON), and, so
 * that the answer can say how far the data has moved, its tokens and fingerprint then.  Which shards are new it cannot
 * know: the cache does, where there is one.
 */
#include "check.h"

#include "base/memory.h"
#include "weigh/emit.h"

#include <math.h>
#include <string.h>

cw_status
cw_check_open(const char *path, const char *table, cw_check **check_ret, struct cw_error *err)
{
        struct cw_check *c = cw_calloc(1, sizeof(*c));
        *check_ret = NULL;
        if (c == NULL)
                return cw_fail_memory(err, sizeof(*c));
        c->path = cw_strdup(path);
        cw_status status = c->path == NULL
                                   ? cw_fail_memory(err, strlen(path))
                                   : cw_weights_file_load(path, table == NULL ? "class_weights" : table, &c->file, err);
        if (status == CW_OK)
                *check_ret = c;
        else
                cw_check_free(&c);
        return status;
}

void
cw_check_free(cw_check **check_ref)
{
        struct cw_check *c = check_ref == NULL ? NULL : *check_ref;
        if (c == NULL)
                return;
        cw_weights_file_free(&c->file);
        cw_counts_free(&c->counts);
        cw_free(c->rows);
        cw_free(c->path);
        cw_free(c);
        *check_ref = NULL;
}

cw_status
cw_check_recipe(const cw_check *check, struct cw_weigh_options *options_ret, bool *known_ret, struct cw_error *err)
{
        const struct cw_weights_file *f = &check->file;
        *options_ret = f->recipe.options;
        *known_ret = f->recipe.known;
        if (f->recipe_status == CW_OK)
                return CW_OK;
        const cw_status status = cw_fail(err, f->recipe_status, "%s", f->recipe_err.message);
        cw_error_locate(err, check->path, NULL, 0);
        return status;
}

const char *
cw_check_command(const cw_check *check)
{
        return check->file.command;
}

/* ---- comparing ---------------------------------------------------------------------------------------------- */

double
cw_check_change(const struct cw_check *c, const struct cw_check_row *r)
{
        if (c->log_scale > 0)
                return (r->now - r->then) / c->log_scale;
        return r->then > 0 ? r->now / r->then - 1 : (double)NAN;
}

static bool
is_same(const struct cw_check *c, double then, double now)
{
        const float a = (float)then, b = (float)now;
        const double scale = c->log_scale > 0 ? c->log_scale : fabs(then);
        return memcmp(&a, &b, sizeof(a)) == 0 || fabs(now - then) <= c->atol + c->rtol * scale;
}

static void
judge(struct cw_check *c, struct cw_check_row *r)
{
        r->appeared = isnan(r->then) && !isnan(r->now);
        r->vanished = isnan(r->now) && !isnan(r->then);
        r->moved = !isnan(r->then) && !isnan(r->now) && !is_same(c, r->then, r->now);
        r->renamed = r->name_then != NULL && r->name_now != NULL && strcmp(r->name_then, r->name_now) != 0;
        c->n_moved += r->moved;
        c->n_appeared += r->appeared;
        c->n_vanished += r->vanished;
        c->n_renamed += r->renamed;
}

/* The row of the lower id that is next on either side, or of both. */
static struct cw_check_row
next_row(const struct cw_check *c, const struct cw_weights *now, size_t *i_ref, size_t *k_ref)
{
        const struct cw_weights_file *f = &c->file;
        const bool any_then = *i_ref < f->n, any_now = *k_ref < c->counts->n_labels;
        const int64_t id_then = any_then ? f->entries[*i_ref].id : INT64_MAX;
        const int64_t id_now = any_now ? c->counts->labels[*k_ref].id : INT64_MAX;
        struct cw_check_row r = {.id = id_then < id_now ? id_then : id_now, .then = (double)NAN, .now = (double)NAN};
        if (any_then && id_then == r.id) {
                r.name_then = f->entries[*i_ref].name;
                r.then = f->entries[*i_ref].weight;
                r.has_tokens_then = f->counts != NULL;
                r.tokens_then = f->counts != NULL ? f->counts->labels[*i_ref].tokens : 0;
                ++*i_ref;
        }
        if (any_now && id_now == r.id) {
                r.name_now = c->counts->labels[*k_ref].name;
                r.now = cw_weights_at(now, *k_ref);
                r.tokens_now = c->counts->labels[*k_ref].tokens;
                ++*k_ref;
        }
        return r;
}

cw_status
cw_check_compare(cw_check *c, const cw_weights *weights, double rtol, double atol, bool *holds_ret,
                 struct cw_error *err)
{
        if (!(rtol >= 0) || !(atol >= 0))
                return cw_fail(err, CW_E_USAGE, "expected tolerances of at least 0");
        if (cw_weights_options(weights)->emit != c->file.emit)
                return cw_fail(err, CW_E_USAGE, "expected %s, as the file holds them, found %s",
                               cw_emit_name(c->file.emit), cw_emit_name(cw_weights_options(weights)->emit));
        cw_counts_free(&c->counts);
        cw_free(c->rows);
        c->n = c->n_moved = c->n_appeared = c->n_vanished = c->n_renamed = 0;
        c->rtol = rtol;
        c->atol = atol;
        const struct cw_weigh_options *made = cw_weights_options(weights);
        c->emit = made->emit;
        c->log_scale = !cw_emit_is_log(made->emit) ? 0 : made->emit == CW_EMIT_LOGIT_BIAS ? fabs(made->tau) : 1;
        c->counts = cw_counts_copy(cw_weights_counts(weights));
        const size_t most = c->file.n + cw_counts_n_labels(cw_weights_counts(weights));
        c->rows = cw_calloc(most, sizeof(*c->rows));
        if (c->counts == NULL || c->rows == NULL)
                return cw_fail_memory(err, most * sizeof(*c->rows));
        for (size_t i = 0, k = 0; i < c->file.n || k < c->counts->n_labels;) {
                c->rows[c->n] = next_row(c, weights, &i, &k);
                judge(c, &c->rows[c->n++]);
        }
        *holds_ret = cw_check_is_good(c);
        return CW_OK;
}

cw_status
cw_check_render(const cw_check *check, bool json, char **text_ret, struct cw_error *err)
{
        struct cw_buffer out = {0};
        (json ? cw_check_put_json : cw_check_put_text)(check, &out);
        return cw_buffer_take(&out, text_ret, NULL, err);
}
