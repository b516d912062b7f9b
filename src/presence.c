/* SPDX-License-Identifier: MIT */
/*
 * Analysers for a run.
 */
#include "presence.h"

#include "base/memory.h"

cw_status
cw_presence_begin(const struct cw_settings *s, struct cw_presence_run *p, struct cw_error *err)
{
        const size_t n = (size_t)s->options.n_threads;
        *p = (struct cw_presence_run){0};
        if (s->options.presence == CW_PRESENCE_NO && !s->options.spans)
                return CW_OK;
        p->analysers = cw_calloc(n, sizeof(*p->analysers));
        p->collectors = cw_calloc(n, sizeof(*p->collectors));
        if (p->analysers == NULL || p->collectors == NULL)
                return cw_fail_memory(err, n * sizeof(*p->analysers));
        p->n = n;
        for (size_t i = 0; i < n; i++) {
                p->analysers[i].rules = (struct cw_sequence_rules){s->all_ignored, s->n_all_ignored, s->map,
                                                                   s->options.unknown == CW_UNKNOWN_IGNORE};
                p->analysers[i].wants_pairs = s->options.spans;
                p->collectors[i] = cw_sequences_collector(&p->analysers[i]);
                p->collectors[i].needs_counted = s->options.presence == CW_PRESENCE_COUNT;
                p->collectors[i].needs_order = s->options.spans;
        }
        return CW_OK;
}

cw_status
cw_presence_status(const struct cw_presence_run *p, struct cw_error *err)
{
        for (size_t i = 0; i < p->n; i++) {
                if (p->collectors[i].status != CW_OK)
                        return cw_fail(err, p->collectors[i].status, "out of memory while counting by sequence");
        }
        return CW_OK;
}

struct cw_run
cw_presence_run_of(const struct cw_settings *s, const struct cw_presence_run *p)
{
        return (struct cw_run){.options = &s->options,
                               .inputs = &s->inputs,
                               .map = s->map,
                               .ignore = s->all_ignored,
                               .n_ignore = s->n_all_ignored,
                               .n_threads = s->options.n_threads,
                               .collectors = p->collectors,
                               .sequences = p->analysers};
}

void
cw_presence_free(struct cw_presence_run *p)
{
        for (size_t i = 0; i < p->n; i++)
                cw_sequences_free(&p->analysers[i]);
        cw_free(p->analysers);
        cw_free(p->collectors);
        *p = (struct cw_presence_run){0};
}
