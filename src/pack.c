/* SPDX-License-Identifier: MIT */
/*
 * Packing: any input as one native shard; and unpacking.
 *
 * Two passes.  The first counts, on all threads: it finds the label names, and the width that all ids fit.  The second
 * takes the labels in order, on one thread, straight into the shard writer.  Standard input cannot be read twice: it is
 * kept in a temporary file meanwhile.
 */
#include "base/memory.h"
#include "count/collector.h"
#include "formats/shard/shard_unpack.h"
#include "merge/merge.h"
#include "pipeline.h"
#include "settings.h"
#include "write/output_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
cw_pack_options_init(struct cw_pack_options *options)
{
        *options = (struct cw_pack_options){.level = 3, .frame_nbytes = 1 << 20};
}

/* ---- standard input, kept --------------------------------------------------------------------------------- */

struct spool {
        char path[4096]; /* "" where standard input is not among the inputs */
        cw_notice_fn *notice;
        void (*progress)(void *user, const struct cw_progress *p);
        void *user;
};

/* `to` is `sentence` with the name the user knows in the place of the temporary file's. */
static void
rename_spooled(const struct spool *spool, const char *sentence, char *to, size_t to_nbytes)
{
        const size_t n = strlen(spool->path);
        const bool is_spool = n > 0 && strncmp(sentence, spool->path, n) == 0 && sentence[n] == ':';
        snprintf(to, to_nbytes, "%s%s", is_spool ? "standard input" : "", is_spool ? sentence + n : sentence);
}

static void
rename_in_error(const struct spool *spool, struct cw_error *err)
{
        if (err == NULL || spool->path[0] == '\0' || strcmp(err->shard, spool->path) != 0)
                return;
        char sentence[sizeof(err->message)];
        memcpy(sentence, err->message, sizeof(sentence));
        rename_spooled(spool, sentence, err->message, sizeof(err->message));
        snprintf(err->shard, sizeof(err->shard), "standard input");
}

static void
spool_notice(void *user, const char *sentence)
{
        const struct spool *spool = user;
        char shown[sizeof(((struct cw_error *)0)->message)];
        rename_spooled(spool, sentence, shown, sizeof(shown));
        spool->notice(spool->user, shown);
}

static void
spool_progress(void *user, const struct cw_progress *p)
{
        const struct spool *spool = user;
        spool->progress(spool->user, p);
}

/* Puts the spool between the run and whoever listens to it. */
static void
spool_listen(struct spool *spool, struct cw_read_options *options)
{
        spool->notice = options->notice;
        spool->progress = options->progress;
        spool->user = options->user;
        if (options->notice != NULL)
                options->notice = spool_notice;
        if (options->progress != NULL)
                options->progress = spool_progress;
        options->user = spool;
}

static cw_status
spool_copy(int fd, struct cw_file *in, struct cw_error *err)
{
        char piece[1 << 16];
        size_t got = sizeof(piece);
        while (got == sizeof(piece)) {
                CW_TRY(cw_file_read(in, piece, sizeof(piece), &got, err));
                for (size_t done = 0; done < got;) {
                        ssize_t n = write(fd, piece + done, got - done);
                        if (n < 0 && errno != EINTR)
                                return cw_fail_errno(err, "cannot keep standard input in a temporary file");
                        done += n < 0 ? 0 : (size_t)n;
                }
        }
        return CW_OK;
}

/* Copies standard input into a file in TMPDIR and puts its name in the place of "-". */
static cw_status
spool_stdin(struct spool *spool, struct cw_settings *s, struct cw_error *err)
{
        spool->path[0] = '\0';
        for (size_t i = 0; i < s->inputs.n; i++) {
                struct cw_file *in = NULL;
                if (strcmp(s->inputs.items[i].path, "-") != 0)
                        continue;
                const char *folder = getenv("TMPDIR");
                snprintf(spool->path, sizeof(spool->path), "%s/counterweight-XXXXXX",
                         folder == NULL || *folder == '\0' ? "/tmp" : folder);
                int fd = mkstemp(spool->path);
                if (fd < 0) {
                        spool->path[0] = '\0';
                        return cw_fail_errno(err,
                                             "cannot make a temporary file (set TMPDIR) to keep standard input in");
                }
                cw_status status = cw_file_open("-", &in, err);
                if (status == CW_OK) {
                        in->cancel = s->options.cancel;
                        status = spool_copy(fd, in, err);
                }
                s->inputs.items[i].nbytes = in == NULL ? 0 : in->at;
                cw_file_close(&in);
                close(fd);
                CW_TRY(status);
                char *path = cw_strdup(spool->path);
                if (path == NULL)
                        return cw_fail_memory(err, sizeof(spool->path));
                cw_free(s->inputs.items[i].path);
                s->inputs.items[i].path = path;
                spool_listen(spool, &s->options);
        }
        return CW_OK;
}

/* ---- pass two: labels in order ----------------------------------------------------------------------------- */

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
pack_name(void *user, const char *text, size_t nbytes)
{
        struct packing *p = user;
        int64_t id;
        if ((p->names == NULL || !cw_label_map_find(p->names, text, nbytes, &id)) &&
            (p->map == NULL || !cw_label_map_find(p->map, text, nbytes, &id)))
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

/* ---- pass one: what is in the data -------------------------------------------------------------------------- */

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

static cw_status
pack_all(const struct cw_settings *s, const struct survey *v, const struct cw_pack_options *pack,
         struct cw_output *output, struct cw_pack_summary *summary, struct cw_error *err)
{
        struct packing p = {.names = v->names, .map = s->map};
        struct cw_collector collector = {&p, pack_ids, pack_name, pack_end_sequence, CW_OK};
        struct cw_run_result result = {0};
        CW_TRY(cw_shard_writer_new(&v->header, pack->level, pack->frame_nbytes, to_output, output, &p.writer, err));
        const struct cw_run run = {.options = &s->options,
                                   .inputs = &s->inputs,
                                   .map = s->map,
                                   .ignore = s->all_ignored,
                                   .n_ignore = s->n_all_ignored,
                                   .n_threads = 1,
                                   .collector = &collector};
        cw_status status = cw_run_count(&run, &result, err);
        if (collector.status != CW_OK) {
                status = collector.status;
                if (err != NULL)
                        *err = p.err;
        }
        cw_run_result_free(&result, s->inputs.n);
        if (status == CW_OK)
                status = cw_shard_writer_finish(p.writer, summary, err);
        cw_shard_writer_free(&p.writer);
        return status;
}

cw_status
cw_pack(const char *const *inputs, size_t n_inputs, const struct cw_read_options *options,
        const struct cw_pack_options *pack, const char *output, struct cw_pack_summary *summary_ret,
        struct cw_error *err)
{
        struct cw_settings s;
        struct survey v = {0};
        struct spool spool = {.path = ""};
        struct cw_output *out = NULL;
        struct cw_pack_summary summary = {0};
        cw_status status;
        CW_TRY_GOTO(cw_settings_init(&s, options, inputs, n_inputs, err));
        if (options->unknown == CW_UNKNOWN_IGNORE)
                CW_TRY_GOTO(cw_fail(err, CW_E_USAGE,
                                    "--unknown ignore has no meaning for packing, which keeps every label; use "
                                    "--unknown count"));
        s.options.per_shard = false;
        s.options.keep_going = false;
        CW_TRY_GOTO(spool_stdin(&spool, &s, err));
        CW_TRY_GOTO(survey(&v, &s, &s.options, err));
        s.options.notice = NULL; /* told in the first pass */
        CW_TRY_GOTO(cw_output_open(output, &out, err));
        CW_TRY_GOTO(pack_all(&s, &v, pack, out, &summary, err));
        CW_TRY_GOTO(cw_output_commit(&out, err));
        summary.bytes_in = v.counts->totals.bytes;
        if (summary_ret != NULL)
                *summary_ret = summary;
done:
        cw_output_discard(&out);
        if (status != CW_OK)
                rename_in_error(&spool, err);
        if (spool.path[0] != '\0')
                unlink(spool.path);
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
