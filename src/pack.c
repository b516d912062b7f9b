/* SPDX-License-Identifier: MIT */
/*
 * Packing: any input as one native shard; and unpacking.
 *
 * Three passes.  The first counts, on all threads: it finds the label names, and the width that all ids fit.  The second
 * takes a sample, on all threads, and leaves undecoded what it can: of it the phrases are made, and it shows which
 * encoding is the smaller.  The third takes the labels in order, on one thread, while the others pack the frames.
 */
#include "base/memory.h"
#include "base/team.h"
#include "count/collector.h"
#include "formats/shard/shard_unpack.h"
#include "merge/merge.h"
#include "pack_encoding.h"
#include "pack_sample.h"
#include "pack_spool.h"
#include "pipeline.h"
#include "sampling.h"
#include "settings.h"
#include "write/output_file.h"

#include <string.h>

void
cw_pack_options_init(struct cw_pack_options *options)
{
        *options = (struct cw_pack_options){.encoding = CW_PACK_AUTO, .frame_nbytes = 1 << 20};
}

/* ---- labels in order ----------------------------------------------------------------------------- */

struct packing {
        struct cw_shard_writer *writer;
        const struct cw_label_map *names; /* name -> id; NULL without names */
        const struct cw_label_map *map;   /* the user's, for names that mean an ignored id; or NULL */
        struct cw_error err;
};

static cw_status
pack_ids(void *user, const int64_t *ids, size_t n)
{
        struct packing *p = user;
        return cw_shard_writer_ids(p->writer, ids, n, &p->err);
}

static cw_status
pack_array(void *user, const void *ids, size_t n, enum cw_width width)
{
        struct packing *p = user;
        return cw_shard_writer_array(p->writer, ids, n, width, &p->err);
}

static cw_status
pack_name(void *user, const char *text, size_t nbytes)
{
        struct packing *p = user;
        int64_t id;
        if (!cw_pack_find_name(p->names, p->map, text, nbytes, &id))
                return cw_fail(&p->err, CW_E_DATA,
                               "label \"%.200s\" is in no label map; add it, or use --unknown count", text);
        return cw_shard_writer_ids(p->writer, &id, 1, &p->err);
}

static cw_status
pack_end_sequence(void *user)
{
        struct packing *p = user;
        return cw_shard_writer_end_sequence(p->writer, &p->err);
}

/* ---- what is in the data ------------------------------------------------------------------------------------ */

struct survey {
        struct cw_counts *counts;
        struct cw_label_map *names; /* ids of the shard: those of the map, of the data, or given here; NULL: no names */
        struct cw_shard_header header;
        int64_t *ignored;
};

static void
survey_free(struct survey *v)
{
        cw_counts_free(&v->counts);
        cw_label_map_free(&v->names);
        cw_free(v->ignored);
        *v = (struct survey){0};
}

static cw_status
survey_names(struct survey *v, struct cw_error *err)
{
        const struct cw_counts *c = v->counts;
        size_t n = 0;
        const char **names = cw_calloc(c->n_labels, sizeof(*names));
        if (names == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*names));
        while (n < c->n_labels && c->labels[n].id == (int64_t)n && c->labels[n].name != NULL) {
                names[n] = c->labels[n].name;
                n++;
        }
        cw_status status = n == 0 ? CW_OK : cw_label_map_from_names(names, n, "the data", &v->names, err);
        cw_free(names);
        if (v->names != NULL) {
                v->header.names = (const char *const *)v->names->names;
                v->header.n_names = v->names->n;
        }
        return status;
}

static cw_status
survey(struct survey *v, const struct cw_settings *s, const struct cw_read_options *options, struct cw_error *err)
{
        const char **paths = cw_calloc(s->inputs.n, sizeof(*paths));
        if (paths == NULL)
                return cw_fail_memory(err, s->inputs.n * sizeof(*paths));
        for (size_t i = 0; i < s->inputs.n; i++)
                paths[i] = s->inputs.items[i].path;
        cw_status status = cw_count(paths, s->inputs.n, options, &v->counts, err);
        cw_free(paths);
        CW_TRY(status);
        const struct cw_counts *c = v->counts;
        int64_t least = c->n_labels > 0 ? c->labels[0].id : 0,
                most = c->n_labels > 0 ? c->labels[c->n_labels - 1].id : 0;
        v->ignored = cw_calloc(c->n_ignored, sizeof(*v->ignored));
        if (v->ignored == NULL)
                return cw_fail_memory(err, c->n_ignored * sizeof(*v->ignored));
        for (size_t i = 0; i < c->n_ignored; i++) {
                v->ignored[i] = c->ignored[i].id;
                least = v->ignored[i] < least ? v->ignored[i] : least;
                most = v->ignored[i] > most ? v->ignored[i] : most;
        }
        v->header = (struct cw_shard_header){.id_nbytes = cw_shard_id_nbytes(least, most),
                                             .labels_were_text = c->labels_were_text,
                                             .ids_from_names = c->ids_from_names,
                                             .column = c->column,
                                             .ignored = v->ignored,
                                             .n_ignored = c->n_ignored};
        return survey_names(v, err);
}

/* ---- both --------------------------------------------------------------------------------------------------- */

static cw_status
to_output(void *user, const void *data, size_t nbytes, struct cw_error *err)
{
        return cw_output_add(user, data, nbytes, err);
}

/* The pass that packs: one thread takes the labels, the others pack frames. */
struct pass {
        const struct cw_run *run;
        struct packing *packing;
        struct cw_collector *collector;
        struct cw_pack_summary *summary;
        struct cw_error *err;
        size_t n_shards;
        cw_status status;
};

static cw_status
take_labels(struct pass *pass)
{
        struct cw_run_result result = {0};
        struct packing *p = pass->packing;
        cw_status status = cw_run_count(pass->run, &result, pass->err);
        if (pass->collector->status != CW_OK) {
                status = pass->collector->status;
                if (pass->err != NULL)
                        *pass->err = p->err;
        }
        cw_run_result_free(&result, pass->n_shards);
        return status == CW_OK ? cw_shard_writer_finish(p->writer, pass->summary, pass->err) : status;
}

static void
work(void *context, int worker)
{
        struct pass *pass = context;
        if (worker > 0) {
                cw_shard_writer_help(pass->packing->writer);
                return;
        }
        pass->status = take_labels(pass);
        cw_shard_writer_stop(pass->packing->writer);
}

static cw_status
pack_all(const struct cw_settings *s, struct survey *v, const struct cw_pack_options *pack, struct cw_output *output,
         struct cw_pack_summary *summary, struct cw_error *err)
{
        struct packing p = {.names = v->names, .map = s->map};
        struct cw_collector collector = {
                .user = &p, .ids = pack_ids, .name = pack_name, .end_sequence = pack_end_sequence, .array = pack_array};
        struct cw_run run = {.options = &s->options,
                             .inputs = &s->inputs,
                             .map = s->map,
                             .ignore = s->all_ignored,
                             .n_ignore = s->n_all_ignored,
                             .n_threads = s->options.n_threads};
        struct pass pass = {.run = &run,
                            .packing = &p,
                            .collector = &collector,
                            .summary = summary,
                            .err = err,
                            .n_shards = s->inputs.n};
        const struct cw_pack_known known = {&run, v->counts, v->names, s->options.notice, s->options.user};
        struct cw_read_options quiet = s->options; /* what there is to be told was told in the first pass */
        struct cw_phrases phrases = {.n = 0};
        int level;
        cw_status status;
        quiet.notice = NULL;
        run.options = &quiet;
        CW_TRY_GOTO(cw_pack_choose(&known, pack, &v->header, &phrases, &level, err));
        CW_TRY_GOTO(cw_shard_writer_new(&v->header, level, pack->frame_nbytes, to_output, output, &p.writer, err));
        run.n_threads = 1;
        run.collectors = &collector;
        (void)cw_team_run(s->options.n_threads, work, &pass);
        status = pass.status;
done:
        cw_shard_writer_free(&p.writer);
        cw_phrases_free(&phrases);
        return status;
}

cw_status
cw_pack(const char *const *inputs, size_t n_inputs, const struct cw_read_options *options,
        const struct cw_pack_options *pack, const char *output, struct cw_pack_summary *summary_ret,
        struct cw_error *err)
{
        struct cw_settings s;
        struct survey v = {0};
        struct cw_spool spool = {.path = ""};
        struct cw_output *out = NULL;
        struct cw_pack_summary summary = {0};
        cw_status status;
        CW_TRY_GOTO(cw_settings_init(&s, options, inputs, n_inputs, err));
        CW_TRY_GOTO(cw_sample_refuse(options, "packing", err));
        if (options->unknown == CW_UNKNOWN_IGNORE)
                CW_TRY_GOTO(cw_fail(err, CW_E_USAGE,
                                    "--unknown ignore has no meaning for packing, which keeps every label; use "
                                    "--unknown count"));
        s.options.per_shard = false;
        s.options.keep_going = false;
        s.options.split = NULL; /* of the inputs as they were named; now they are files */
        CW_TRY_GOTO(cw_spool_stdin(&spool, &s, err));
        CW_TRY_GOTO(survey(&v, &s, &s.options, err));
        CW_TRY_GOTO(cw_output_open(output, &out, err));
        CW_TRY_GOTO(pack_all(&s, &v, pack, out, &summary, err));
        CW_TRY_GOTO(cw_output_commit(&out, err));
        summary.bytes_in = v.counts->totals.bytes;
        if (summary_ret != NULL)
                *summary_ret = summary;
done:
        cw_output_discard(&out);
        if (status != CW_OK)
                cw_spool_rename_error(&spool, err);
        cw_spool_remove(&spool);
        survey_free(&v);
        cw_settings_free(&s);
        return status;
}

cw_status
cw_unpack(const char *input, cw_unpack_format format, const char *output, const struct cw_read_options *options,
          struct cw_error *err)
{
        struct cw_reader *reader = NULL;
        struct cw_output *out = NULL;
        struct cw_read_options shard_options = *options;
        cw_status status;
        shard_options.format = CW_FORMAT_SHARD;
        CW_TRY_GOTO(cw_reader_open(input, &shard_options, NULL, true, &reader, err));
        CW_TRY_GOTO(cw_output_open(output, &out, err));
        status = cw_shard_unpack(reader, format, to_output, out, err);
        if (status != CW_OK) {
                cw_error_locate(err, reader->file->name, NULL, 0);
                goto done;
        }
        CW_TRY_GOTO(cw_output_commit(&out, err));
done:
        cw_output_discard(&out);
        cw_reader_close(&reader);
        return status;
}
