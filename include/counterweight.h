/* SPDX-License-Identifier: MIT */
/*
 * counterweight: class weights for token classification, from the labels of a corpus of any size.
 *
 * The one public header.  Counting, weighing and writing are three steps, the first two with an opaque result that the
 * caller frees.  A whole program (`make test` takes it out of this comment, builds it against the installed library and
 * runs it):
 *
 *     #include <counterweight.h>
 *     #include <stdio.h>
 *
 *     int
 *     main(int argc, char **argv)
 *     {
 *             struct cw_read_options ro;
 *             struct cw_weigh_options wo;
 *             cw_counts *counts = NULL;
 *             cw_weights *weights = NULL;
 *             struct cw_error err;
 *             cw_read_options_init(&ro);
 *             cw_weigh_options_init(&wo);
 *             const char *const *inputs = (const char *const *)argv + 1;
 *             cw_status status = cw_count(inputs, (size_t)argc - 1, &ro, &counts, &err); // many threads
 *             if (status == CW_OK)
 *                     status = cw_weigh(counts, &wo, &weights, &err); // one
 *             if (status == CW_OK)
 *                     status = cw_weights_write(weights, CW_OUT_TOML, "weights.toml", NULL, &err);
 *             for (size_t i = 0; status == CW_OK && i < cw_counts_n_labels(counts); i++) {
 *                     const struct cw_label_count label = cw_counts_label(counts, i);
 *                     printf("%lld %s %.17g\n", (long long)label.id, label.name == NULL ? "" : label.name,
 *                            cw_weights_at(weights, i));
 *             }
 *             if (status != CW_OK)
 *                     fprintf(stderr, "%s\n", err.message);
 *             cw_weights_free(&weights);
 *             cw_counts_free(&counts);
 *             return cw_exit_code(status);
 *     }
 *
 * Threads: every function may be called from any thread; one handle may be read by many threads at once and
 * written by none.  There is no global state.
 * Ownership: what a function hands out through a `*_ret` parameter belongs to the caller, who frees it with the
 * function named there; on failure `*_ret` is NULL.  Strings reached through a handle live as long as the handle.
 * Errors: a status, and, if `err` is not NULL, one sentence for a person that names file, place and mend.
 * Binary interface: within a major version (the number in the library's SONAME) functions are added and never changed,
 * structs and enumerations are not changed either; the exported functions are those of src/counterweight.map, and no
 * others.  Before 1.0 a minor version may break that.
 */
#ifndef COUNTERWEIGHT_H
#define COUNTERWEIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CW_VERSION_MAJOR 0
#define CW_VERSION_MINOR 1
#define CW_VERSION_PATCH 0
#define CW_VERSION_STRING "0.1.0"

#if defined(__GNUC__)
#define CW_API __attribute__((visibility("default")))
#define CW_MUST_USE __attribute__((warn_unused_result))
#define CW_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define CW_API
#define CW_MUST_USE
#define CW_PRINTF(fmt, args)
#endif

/* ---- status and error ------------------------------------------------------------------------------------- */

/** Verdicts.  Damaged, cut off and not supported stay three different things. */
typedef enum cw_status {
        CW_OK = 0,
        CW_E_USAGE,       /**< an option or argument is wrong (exit code 2) */
        CW_E_CORRUPT,     /**< the input is damaged: a checksum, a structure, a value is wrong (3) */
        CW_E_TRUNCATED,   /**< the input ends before it should (3) */
        CW_E_UNSUPPORTED, /**< the input is of a kind, or uses a feature, that is not read here (3) */
        CW_E_DATA,       /**< the input is sound but does not fit: no such column, unknown label, nothing counted (3) */
        CW_E_LIMIT,      /**< a block or record is larger than `max_memory` (3) */
        CW_E_IO,         /**< the system failed: cannot open, read, write; disk full (4) */
        CW_E_MEMORY,     /**< out of memory (4) */
        CW_E_INTERRUPTED /**< `cancel` was set (130) */
} cw_status;

/** Where and why.  The caller owns it (on the stack, usually); a failing function fills all of it. */
struct cw_error {
        cw_status status;
        uint64_t row;         /**< line or record, from 1; 0 where there is none */
        uint64_t byte_offset; /**< in the file as it lies on disk; UINT64_MAX where not known */
        char shard[256];      /**< file name as the user gave it, cut to fit; "" where no file is meant */
        char message[1024];   /**< the whole sentence, with file and place, without a newline */
};

/** The program's exit code for a status (SPEC: 0, 2, 3, 4, 130).  Never fails. */
CW_API int cw_exit_code(cw_status status);

/** The version of the library at run time, as CW_VERSION_STRING was at compile time. */
CW_API const char *cw_version(void);

/** Frees text that a function of this library handed out through `char **text_ret`.  NULL is fine. */
CW_API void cw_free_text(char *text);

/* ---- reading and counting --------------------------------------------------------------------------------- */

typedef enum cw_format_id {
        CW_FORMAT_AUTO = 0, /**< sniffed: magic bytes, then content, then extension */
        CW_FORMAT_SHARD,
        CW_FORMAT_JSONL,
        CW_FORMAT_JSON,
        CW_FORMAT_CONLL,
        CW_FORMAT_COUNTS, /**< a counts file; an input wherever data is */
        CW_FORMAT_ARROW,  /**< Arrow IPC stream or file (Feather V2) */
        CW_FORMAT_PARQUET,
        CW_FORMAT_NPY, /**< NumPy .npy and .npz */
        CW_FORMAT_RAW  /**< bare integers of `dtype`; never sniffed */
} cw_format_id;

typedef enum cw_unknown_policy { CW_UNKNOWN_ERROR = 0, CW_UNKNOWN_COUNT, CW_UNKNOWN_IGNORE } cw_unknown_policy;

/** Into what the data is sliced: a row of counts for each. */
typedef enum cw_slice_by {
        CW_BY_NOTHING = 0,
        CW_BY_SHARD,  /**< a file each */
        CW_BY_FOLDER, /**< the files of one folder, its sub-folders left out */
        CW_BY_COLUMN  /**< the rows with one value of a column beside the labels: JSON lines, JSON, Arrow, Parquet */
} cw_slice_by;

/** Whether sequences are looked at, for CW_SCHEME_MEDIAN_FREQ.  It costs: each label is then looked at by itself. */
typedef enum cw_presence_policy {
        CW_PRESENCE_NO = 0,
        CW_PRESENCE_COUNT, /**< counts files must have it */
        CW_PRESENCE_KEEP   /**< of counts files that all have it; for data as CW_PRESENCE_COUNT */
} cw_presence_policy;

/** How far the counting is.  Passed to `cw_read_options.progress`. */
struct cw_progress {
        uint64_t bytes_done;  /**< bytes of input taken in, as on disk */
        uint64_t bytes_total; /**< 0 where not known (standard input) */
        uint64_t shards_done;
        uint64_t shards_total;
        double seconds; /**< since the counting began */
};

/** One damaged shard, or one row skipped, told while the counting goes on.  Called under a lock, in no fixed order. */
typedef void cw_notice_fn(void *user, const char *sentence);

/** All that decides how data is read and counted.  Set defaults with cw_read_options_init(), then change fields. */
struct cw_read_options {
        cw_format_id format;       /**< default CW_FORMAT_AUTO */
        const char *column;        /**< label column or dotted JSON key; NULL: chosen from the data */
        const char *labels_path;   /**< label map file; NULL: names the data carries */
        const char *labels_text;   /**< a label map itself, in any of the shapes that such a file may have
                                        (`["O", "B-X"]`, `{"0": "O", "1": "B-X"}`); not together with labels_path */
        const char *split;         /**< split of a data set folder; NULL: the folder must not have several */
        const int64_t *ignore_ids; /**< ids left out of N, always reported; NULL with n_ignore_ids 1: {-100} */
        size_t n_ignore_ids;       /**< default 1; 0: no id is ignored */
        cw_unknown_policy unknown; /**< an id or name that the label map lacks; default CW_UNKNOWN_ERROR */
        const char *o_label;       /**< name of the majority label; default "O" */
        int n_threads;             /**< 1 to 1024; 0 (default): OMP_NUM_THREADS, else all cores; fewer for
                                        little data */
        bool keep_going;           /**< leave damaged shards out whole, tell each through `notice` */
        bool skip_bad_rows;        /**< default false: the first bad row is an error */
        uint64_t max_memory;       /**< bytes one worker may allocate for one block; default 256 MiB, at least 1 MiB */
        const char *dtype; /**< of raw: "i8" to "i64", "u8" to "u64", little-endian; ">i4" and "<i4" as NumPy says */
        cw_presence_policy presence; /**< tokens of the sequences that contain a label; default CW_PRESENCE_NO */
        bool spans;     /**< which label follows which, for cw_counts_tagging(); costs the same; default false */
        bool per_shard; /**< keep one row of counts a shard */
        cw_slice_by by; /**< keep one row of counts a slice, and compare each with the rest; default CW_BY_NOTHING */
        const char *by_column; /**< with CW_BY_COLUMN: its name, of strings or integers */
        const char *
                cache; /**< folder of the cache, made if need be; counts of unchanged shards are taken from it, those of
                              others put into it.  NULL (default): none.  It never fails a call: see `notice` */
        uint64_t
                cache_max; /**< bytes that the folder may hold, what was used least recently goes first; default 64 MiB */
        bool cache_verify; /**< read every shard and compare with the digest of what was counted (of large columnar files
                                   at first a part); one that differs is counted again, which `notice` tells */
        double sample;     /**< share of the blocks that is counted, above 0 to 1: the counts are estimates then, see
                                   cw_counts_sample(); default 0: all of them, exactly.  For cw_count() alone, without
                                   presence, spans, per_shard, by; the cache is not used */
        uint64_t sample_seed; /**< which blocks; default 1 */
        const char *output;   /**< file that the result is to replace; an input that is this file is refused, for it
                                   would be lost, or be counted by the next run; NULL (default): not known */
        const char *kernel;   /**< "scalar", "avx2", "avx512", "avx512icl"; NULL (default): the fastest of them */

        /* CoNLL dialect; NULL or 0 means "auto" for each */
        const char *conll_field;     /**< "-1" (default), "4", or a name from the header row or global.columns */
        const char *conll_separator; /**< auto, tab, space, blank */
        const char *conll_comment;   /**< auto, none, or PREFIX[,PREFIX] */
        bool conll_header;           /**< the first row names the columns */

        /* talk back */
        void (*progress)(void *user, const struct cw_progress *p); /**< at most ten times a second; may be NULL */
        cw_notice_fn *notice;                                      /**< warnings as sentences; may be NULL */
        void *user;                                                /**< handed to both */
        const volatile int *cancel; /**< polled between blocks: not 0 ends with CW_E_INTERRUPTED; may be NULL.  Set by a
                                         handler of signals, or atomically by another thread */
};

CW_API void cw_read_options_init(struct cw_read_options *options);

/** Exact label counts of one or more shards, with names, ignored ids and where they came from. */
typedef struct cw_counts cw_counts;

/** What an estimate was made of: see cw_counts_sample(). */
struct cw_sample_info {
        double asked, share; /**< cw_read_options.sample; what of the blocks was counted */
        uint64_t seed;
        uint64_t blocks, blocks_total, tokens; /**< blocks that were counted, of so many; tokens in them */
};

/** One label of a result. */
struct cw_label_count {
        int64_t id;
        const char *name;         /**< UTF-8 as in the data, NULL where unknown */
        uint64_t tokens;          /**< 0: in the map, never seen */
        uint64_t sequences;       /**< that contain it; 0 where sequences were not looked at */
        uint64_t sequence_tokens; /**< tokens of these, all labels together */
};

/** Totals of a result. */
struct cw_totals {
        uint64_t tokens;    /**< N: tokens counted, O included, ignored ones not */
        uint64_t ignored;   /**< tokens with an ignored id */
        uint64_t unknown;   /**< tokens left out under CW_UNKNOWN_IGNORE */
        uint64_t sequences; /**< sentences, records, rows */
        uint64_t shards;
        uint64_t shards_reused; /**< of them, those whose counts came from the cache */
        uint64_t bytes;         /**< of input, as on disk */
        uint64_t rows_skipped;  /**< bad rows, under skip_bad_rows */
        uint64_t shards_failed; /**< damaged shards left out, under keep_going */
        double seconds;         /**< time the counting took; 0 where counts were loaded */
        int n_threads;
        uint64_t shards_failed_before; /**< of shards_failed, those that counts files say of themselves */
};

/**
 * Counts every label of `inputs` (files, folders, "-" for standard input; counts files too), in the order given.
 * The result does not depend on the number of threads.
 *
 * Fails with CW_E_USAGE, CW_E_CORRUPT, CW_E_TRUNCATED, CW_E_UNSUPPORTED, CW_E_DATA, CW_E_LIMIT, CW_E_IO, CW_E_MEMORY,
 * CW_E_INTERRUPTED; then *counts_ret is NULL.  With keep_going, damaged shards do not fail the call: see
 * cw_totals.shards_failed.  Free with cw_counts_free().
 */
CW_API CW_MUST_USE cw_status cw_count(const char *const *inputs, size_t n_inputs, const struct cw_read_options *options,
                                      cw_counts **counts_ret, struct cw_error *err);

/** Shards whose counts were not in the cache: new since it was last used, or changed.  Their names, in order, of the first
 *  1000; cw_totals says how many there are.  None without a cache. */
CW_API size_t cw_counts_n_new_shards(const cw_counts *counts);
CW_API const char *cw_counts_new_shard(const cw_counts *counts, size_t index);
/** What the cache in `folder` holds, a line a shard: when it was last used, whether the file is still the one that was
 *  counted (current, changed, gone), its size and path.  Text for a person, or JSON.  A folder that is not there is
 *  empty; CW_E_IO: it is no folder, or must not be read.  Free with cw_free_text(). */
CW_API CW_MUST_USE cw_status cw_cache_list(const char *folder, bool json, char **text_ret, struct cw_error *err);
/** The same, with every file that is current read and compared (verified, wrong; unverified where the cache has no digest
 *  of its content).  What is wrong is put out of use and counted in *n_wrong_ret. */
CW_API CW_MUST_USE cw_status cw_cache_verify(const char *folder, bool json, char **text_ret, uint64_t *n_wrong_ret,
                                             struct cw_error *err);
/** Removes what the cache holds; *nbytes_ret is what that freed. */
CW_API CW_MUST_USE cw_status cw_cache_clear(const char *folder, uint64_t *nbytes_ret, struct cw_error *err);

/* ---- counting from memory ---------------------------------------------------------------------------------- */

/*
 * What is in memory already is counted where it lies:
 *
 *     cw_counter *counter = NULL;
 *     if (cw_counter_new(&ro, &counter, &err) == CW_OK &&
 *         cw_counter_add_ids(counter, ids, n_ids, "i64", &err) == CW_OK &&        // as often as there is something
 *         cw_counter_add_arrow(counter, &stream, &err) == CW_OK &&
 *         cw_counter_finish(&counter, &counts, &err) == CW_OK)
 *             ...
 *     cw_counter_free(&counter);
 *
 * Of the options, those apply that are not about files: column (of Arrow), labels_path, labels_text, ignore_ids, unknown,
 * o_label, n_threads, max_memory, kernel, progress, notice, cancel; presence and spans are refused.  Names that an Arrow stream carries must agree with
 * those of the options and of other streams.  A function that fails has counted nothing of what it was given (except
 * CW_E_MEMORY: then nothing but cw_counter_free() may follow).  A place in a sentence is the number of the label among
 * all that were added before the stream or array in question, or the row of the stream.
 *
 * Threads: one at a time.  Large arrays and streams are counted on `n_threads` threads inside the call.
 */
typedef struct cw_counter cw_counter;

/** `options`, and what it points to, must live until the counter is gone.  Fails with CW_E_USAGE, CW_E_DATA or CW_E_IO
 *  (the label map), CW_E_MEMORY.  Free with cw_counter_free() or cw_counter_finish(). */
CW_API CW_MUST_USE cw_status cw_counter_new(const struct cw_read_options *options, cw_counter **counter_ret,
                                            struct cw_error *err);

/** Counts ids[0 .. n_ids-1], which need not be aligned.  `dtype`: "i8", "i16", "i32", "i64", "u8" to "u64" in this
 *  machine's byte order, or as NumPy has it ("<i4", ">u2", "|b1").  Fails with CW_E_USAGE (no such dtype), CW_E_DATA (an
 *  id of 2^63 or more), CW_E_LIMIT, CW_E_MEMORY, CW_E_INTERRUPTED. */
CW_API CW_MUST_USE cw_status cw_counter_add_ids(cw_counter *counter, const void *ids, size_t n_ids, const char *dtype,
                                                struct cw_error *err);

/** Counts `n_tokens` tokens of one id. */
CW_API CW_MUST_USE cw_status cw_counter_add_tokens(cw_counter *counter, int64_t id, uint64_t n_tokens,
                                                   struct cw_error *err);

/** Counts `n_tokens` tokens of the label name[0 .. name_nbytes-1], for labels that are text.  Without a label map names
 *  get ids when counting ends: O first, then by their bytes; names and ids cannot be mixed then.  A NUL within a name is
 *  found when counting ends: CW_E_DATA. */
CW_API CW_MUST_USE cw_status cw_counter_add_name(cw_counter *counter, const char *name, size_t name_nbytes,
                                                 uint64_t n_tokens, struct cw_error *err);

/** How an interpreter's lists of integers are looked into; of CPython: PyList_Size, PyList_GetItem, PyLong_AsLongLong,
 *  PyErr_Occurred.  Called by the caller's thread only. */
struct cw_list_calls {
        ptrdiff_t (*size)(void *list);
        void *(*item)(void *list, ptrdiff_t index); /**< stays valid until the next call without being given back */
        long long (*integer)(void *object);
        void *(*failure)(void); /**< not NULL: the call before it failed; asked where that gave NULL or -1 */
};

/** Counts the integers of the lists in the list `lists`, for bindings: one call for a thousand lists costs what a call for
 *  one does.  CW_E_DATA where a call failed, which the interpreter can say more of, CW_E_MEMORY, CW_E_INTERRUPTED. */
CW_API CW_MUST_USE cw_status cw_counter_add_lists(cw_counter *counter, void *lists, const struct cw_list_calls *calls,
                                                  struct cw_error *err);

/** `n` sequences end here.  Counts only what cw_totals.sequences says. */
CW_API void cw_counter_end_sequences(cw_counter *counter, uint64_t n);

#ifndef ARROW_FLAG_DICTIONARY_ORDERED
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
#endif

/* The Arrow C data interface and C stream interface, as published (arrow.apache.org/docs/format/CDataInterface.html);
 * the same guards as in every header that has them. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
struct ArrowSchema {
        const char *format;
        const char *name;
        const char *metadata;
        int64_t flags;
        int64_t n_children;
        struct ArrowSchema **children;
        struct ArrowSchema *dictionary;
        void (*release)(struct ArrowSchema *);
        void *private_data;
};

struct ArrowArray {
        int64_t length;
        int64_t null_count;
        int64_t offset;
        int64_t n_buffers;
        int64_t n_children;
        const void **buffers;
        struct ArrowArray **children;
        struct ArrowArray *dictionary;
        void (*release)(struct ArrowArray *);
        void *private_data;
};
#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
        int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
        int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
        const char *(*get_last_error)(struct ArrowArrayStream *);
        void (*release)(struct ArrowArrayStream *);
        void *private_data;
};
#endif

/**
 * Counts the label column of an Arrow stream, where its buffers lie: lists, large lists, fixed-size lists (of lists) of
 * integers of any width, or one integer a row; strings, large strings, string views; dictionaries of either; nulls and
 * offsets heeded.  The column is chosen as in files, `options->column` names it; names come from the schema's metadata
 * key `huggingface`.  A stream of arrays that are no structs is its own column.
 *
 * The stream is released in any case (`stream->release` is NULL afterwards).  Its functions are called by one thread at a
 * time, not always the caller's; its arrays are released from any thread.  The producer is trusted: what it says of the
 * sizes of its buffers cannot be checked.
 * Fails with CW_E_DATA (no such column, two candidates, names that disagree), CW_E_UNSUPPORTED (a type), CW_E_CORRUPT (not
 * as the interface says), CW_E_IO (the stream failed; its own words are in the sentence), CW_E_LIMIT, CW_E_MEMORY,
 * CW_E_INTERRUPTED.
 */
CW_API CW_MUST_USE cw_status cw_counter_add_arrow(cw_counter *counter, struct ArrowArrayStream *stream,
                                                  struct cw_error *err);

/** Ends the counting: *counts_ret is as from cw_count().  Frees and nulls the counter, also on failure.  Fails with
 *  CW_E_DATA (an unknown label under CW_UNKNOWN_ERROR; names and ids mixed without a label map), CW_E_MEMORY. */
CW_API CW_MUST_USE cw_status cw_counter_finish(cw_counter **counter, cw_counts **counts_ret, struct cw_error *err);

/** Frees and nulls.  NULL, or a handle already NULL, is fine. */
CW_API void cw_counter_free(cw_counter **counter);

/** All of the above for one array.  `n_sequences` is what cw_totals.sequences is to say. */
CW_API CW_MUST_USE cw_status cw_count_ids(const void *ids, size_t n_ids, const char *dtype, uint64_t n_sequences,
                                          const struct cw_read_options *options, cw_counts **counts_ret,
                                          struct cw_error *err);

/* ---- counts ------------------------------------------------------------------------------------------------- */

/** Labels in ascending order of id, those of the map and every id seen: one, index < cw_counts_n_labels(), or all. */
CW_API size_t cw_counts_n_labels(const cw_counts *counts);
CW_API struct cw_label_count cw_counts_label(const cw_counts *counts, size_t index);
CW_API void cw_counts_labels(const cw_counts *counts, struct cw_label_count *labels_ret);
/** Whether sequences were looked at. */
CW_API bool cw_counts_has_presence(const cw_counts *counts);
/** Ignored ids that occurred, ascending; `name` is NULL. */
CW_API size_t cw_counts_n_ignored(const cw_counts *counts);
CW_API struct cw_label_count cw_counts_ignored(const cw_counts *counts, size_t index);
CW_API struct cw_totals cw_counts_totals(const cw_counts *counts);
/** Whether the counts are estimates: all tokens, sequences and so on are then what is expected of all blocks. */
CW_API bool cw_counts_sample(const cw_counts *counts, struct cw_sample_info *info_ret);
/** 95 % interval of an estimate of label `index`.  False for a label without tokens, and where it is not known. */
CW_API bool cw_counts_interval(const cw_counts *counts, size_t index, double *low_ret, double *high_ret);
/** One slice of the data, under cw_read_options.by. */
struct cw_slice {
        const char *name; /**< of the file or folder, or the value of the column */
        uint64_t tokens, ignored, sequences;
        double jensen_shannon; /**< of its label mix from the rest's, in bits: 0 the same, 1 no label in common */
        double p;              /**< of as much by chance, given how the slices differ among themselves */
        bool outlier;          /**< it stands out from the others; see weigh/slices.h for the rule */
};

/** Slices in the order of the data, those of a column by value.  slice < cw_counts_n_slices(). */
CW_API size_t cw_counts_n_slices(const cw_counts *counts);
CW_API struct cw_slice cw_counts_slice(const cw_counts *counts, size_t slice);
/** Tokens of the label at `index` of cw_counts_label(). */
CW_API uint64_t cw_counts_slice_tokens(const cw_counts *counts, size_t slice, size_t index);
/** What outputs say of where the figures came from, shell-quoted, copied; NULL for none.  `command` is the command with
 *  its options, `inputs` what it was given to read.  They are kept apart because a weights table holds the command only:
 *  the same data gives the same table, wherever it lies and however it is cut into files; the fingerprint says which
 *  data it was.  The JSON outputs hold both. */
CW_API CW_MUST_USE cw_status cw_counts_set_command(cw_counts *counts, const char *command, const char *inputs,
                                                   struct cw_error *err);
/** Frees and nulls.  NULL, or a handle already NULL, is fine. */
CW_API void cw_counts_free(cw_counts **counts);

/* ---- tagging scheme ---------------------------------------------------------------------------------------- */

/** What the labels are as tags of spans. */
struct cw_tagging {
        const char *scheme;   /**< "IOB1", "IOB2", "BIOES", "BILOU", "BMES", "IO", or "none": no prefixes of these */
        uint64_t spans;       /**< an invalid beginning begins one too, as conlleval has it */
        uint64_t span_tokens; /**< of all together */
        uint64_t invalid;     /**< transitions that the scheme does not allow */
        size_t n_without_b;   /**< types that have inner tokens, but no B- that was seen */
};

/** Whether the counts were made with cw_read_options.spans. */
CW_API bool cw_counts_has_spans(const cw_counts *counts);
/** Fails with CW_E_USAGE where they were not, CW_E_MEMORY. */
CW_API CW_MUST_USE cw_status cw_counts_tagging(const cw_counts *counts, struct cw_tagging *tagging_ret,
                                               struct cw_error *err);
/** The same in sentences, with the most frequent invalid transitions.  Free with cw_free_text().  Fails likewise. */
CW_API CW_MUST_USE cw_status cw_tagging_text(const cw_counts *counts, char **text_ret, struct cw_error *err);

/* ---- weighing --------------------------------------------------------------------------------------------- */

typedef enum cw_scheme {
        CW_SCHEME_INVERSE_SQRT = 0,
        CW_SCHEME_INVERSE,
        CW_SCHEME_EFFECTIVE,
        CW_SCHEME_POWER,
        CW_SCHEME_MEDIAN_FREQ,
        CW_SCHEME_ENET,
        CW_SCHEME_LOG,
        CW_SCHEME_COMPLEMENT,
        CW_SCHEME_POS_WEIGHT,
        CW_SCHEME_NONE
} cw_scheme;

/** What the raw weights are divided by: a statistic of those of the entity labels seen. */
typedef enum cw_normalizer {
        CW_NORMALIZE_MEAN = 0, /**< their plain mean becomes 1 */
        CW_NORMALIZE_MEDIAN,
        CW_NORMALIZE_GEOMEAN,
        CW_NORMALIZE_TOKEN, /**< the mean over entity tokens: sum n w / sum n = 1 */
        CW_NORMALIZE_MIN,   /**< the smallest becomes 1 */
        CW_NORMALIZE_MAX,   /**< the largest becomes 1 */
        CW_NORMALIZE_NONE
} cw_normalizer;

/** Where O's weight comes from. */
typedef enum cw_o_policy {
        CW_O_NUMBER = 0, /**< cw_weigh_options.o_weight */
        CW_O_AUTO,       /**< entities keep the share of the loss that they have unweighted; at most 1 */
        CW_O_FORMULA     /**< what the scheme gives, at most 1 */
} cw_o_policy;

typedef enum cw_unseen_policy {
        CW_UNSEEN_ONE = 0, /**< weight 1.0 and a warning (default) */
        CW_UNSEEN_ZERO,
        CW_UNSEEN_MAX,  /**< the largest entity weight */
        CW_UNSEEN_OMIT, /**< not written */
        CW_UNSEEN_ERROR
} cw_unseen_policy;

/** What cw_weigh() makes of the counts.  Formulas: see the comment at the top of weigh/emit.h. */
typedef enum cw_emit {
        CW_EMIT_WEIGHTS = 0,
        CW_EMIT_COUNTS,
        CW_EMIT_PRIORS,
        CW_EMIT_LOGIT_BIAS,   /**< logit adjustment */
        CW_EMIT_LOG_COUNTS,   /**< Balanced Softmax */
        CW_EMIT_LDAM_MARGINS, /**< the largest is 0.5 */
        CW_EMIT_SAMPLING      /**< probabilities, their sum is 1 */
} cw_emit;

/** A number that the user gives to one label, by its name or its id in decimal. */
struct cw_label_setting {
        const char *label;
        double value;
};

/** All that decides how counts become weights.  Formulas: see the comment at the top of weigh/schemes.h.  The steps are
 *  taken in this order: smooth, min_count, tie_prefixes, scheme, boosts, max_ratio, normalize, min_weight and max_weight,
 *  O's weight, sets, unseen.  Set defaults with cw_weigh_options_init(), then change fields. */
struct cw_weigh_options {
        cw_scheme scheme;  /**< default CW_SCHEME_INVERSE_SQRT */
        double beta;       /**< of `effective`: 0 <= beta < 1; default 0.999 */
        double prototypes; /**< of `effective`: at least 1, beta is 1 - 1/prototypes; default 0: beta says */
        bool beta_auto;    /**< of `effective`: prototypes is the median of the entity counts; default false */
        double alpha;      /**< of `power`: exponent, 0 to 1; default 0.5 */
        double enet_k;     /**< of `enet`: above 1, at most 1e6; default 1.02 */
        double mu;         /**< of `log`: above 0, at most 1e6; default 0.15 */

        double smooth;     /**< tokens added to each label that was seen, at least 0; default 0 */
        double min_count;  /**< labels seen count as at least so many tokens, at least 0; default 0 */
        bool tie_prefixes; /**< B-X, I-X and the like are pooled: they share n, and so the weight; default false */
        const struct cw_label_setting
                *boosts; /**< the scheme's weight of that label times this, above 0; default NULL */
        size_t n_boosts;
        double max_ratio; /**< no entity weight above so many times the smallest, at least 1; default 0: no bound */

        cw_normalizer normalize; /**< default CW_NORMALIZE_MEAN */
        bool norm_over_all; /**< O takes part in the normaliser, and its formula weight is divided; default false */
        double min_weight;  /**< entity weights are raised to this, at least 0; default 0 */
        double max_weight;  /**< and lowered to this, above 0; default 0: no bound */

        cw_o_policy o_policy; /**< default CW_O_NUMBER */
        double o_weight;      /**< weight of the O label under CW_O_NUMBER: 0 to 1; default 1.0 */
        const char *o_label;  /**< name of the majority label; default "O" */
        const struct cw_label_setting
                *sets; /**< the final weight of that label, at least 0 (O: at most 1); default NULL */
        size_t n_sets;
        cw_unseen_policy unseen; /**< labels of the map with no token; default CW_UNSEEN_ONE */

        cw_emit emit; /**< default CW_EMIT_WEIGHTS; of the others only smooth, min_count, alpha, tau and unseen
                           (CW_UNSEEN_OMIT) are looked at, and any other option that is set is refused */
        double tau;   /**< of CW_EMIT_LOGIT_BIAS: 0 to 1e6; default 1.  CW_EMIT_SAMPLING has `alpha` */
};

CW_API void cw_weigh_options_init(struct cw_weigh_options *options);
/** CW_E_USAGE for an option out of range, or two that do not go together; told before any data is read.  The labels of
 *  `boosts` and `sets` are looked up by cw_weigh(). */
CW_API CW_MUST_USE cw_status cw_weigh_options_check(const struct cw_weigh_options *options, struct cw_error *err);

/** Scheme by name ("inverse-sqrt", "sqrt", "balanced", ...; `-` and `_` alike).  False if there is no such name. */
CW_API bool cw_scheme_from_name(const char *name, cw_scheme *scheme_ret);
CW_API const char *cw_scheme_name(cw_scheme scheme);
/** index 0, 1, ... until NULL: for help texts and "did you mean". */
CW_API const char *cw_scheme_name_at(size_t index);
/** "weights", "counts", "priors", "logit-bias", ...; NULL if there is no such quantity. */
CW_API const char *cw_emit_name(cw_emit emit);
/** "mean", "median", ...; NULL if there is no such normaliser. */
CW_API const char *cw_normalizer_name(cw_normalizer normalizer);

/** Weights, one a label, with their diagnosis.  Holds a copy of the counts it came from. */
typedef struct cw_weights cw_weights;

/** What the weights do to the loss.  Shares are in [0, 1]; the loss mass of a label is n w, its tokens times its weight. */
struct cw_diagnosis {
        double entity_share_unweighted; /**< entity tokens / all tokens */
        double entity_share_weighted;   /**< sum of n w over entity labels / sum of n w over all */
        bool mutes;                     /**< the second share is below 80 % of the first */
        double loss_scale;              /**< sum of n w / sum of n over all labels */
        double weight_ratio;            /**< largest / smallest weight of the seen entity labels */
        double effective_classes;       /**< exp(entropy of n w over entity labels) */
        int64_t owner_id;               /**< the label that owns more than half of the normaliser's sum ... */
        double owner_share;             /**< ... and its share; 0 where no label owns more than half */
        double share_without_owner;     /**< entity_share_weighted if the owner were not in the data; NaN: no owner */
        size_t n_saturated;             /**< labels within 1 % of the limit of `effective`; 0 for other schemes */
        double saturated_from;          /**< tokens from which a label is that near to it; 0 for other schemes */
        double saturating_prototypes;   /**< --prototypes that would tell them apart; 0: none would, or none are */
        size_t n_rare;                  /**< seen labels with fewer than 50 tokens */
        size_t n_in_one_sequence;       /**< labels whose several tokens lie in one sequence; 0 where not looked at */
        double o_weight_auto;           /**< the O weight at which entities keep their unweighted share; at most 1 */
        size_t n_observed;              /**< labels with a token, O included */
        size_t n_unseen;                /**< labels without, but for those that share the weight of one that has */
        bool has_o;

        /* cures, each by itself: entity_share_weighted as it would be; NaN where that cannot be weighed */
        double share_o_auto;           /**< with CW_O_AUTO */
        double share_normalize_token;  /**< with CW_NORMALIZE_TOKEN */
        double share_normalize_median; /**< with CW_NORMALIZE_MEDIAN */
        double min_count_advised;      /**< a min_count that lifts the rarest labels and few others; 0: none would */
        double share_min_count;        /**< with that */
};

/** Fails with CW_E_USAGE (a parameter out of range), CW_E_DATA (nothing counted; no entity label seen; an unseen label
 *  under CW_UNSEEN_ERROR), CW_E_MEMORY.  Free with cw_weights_free(). */
CW_API CW_MUST_USE cw_status cw_weigh(const cw_counts *counts, const struct cw_weigh_options *options,
                                      cw_weights **weights_ret, struct cw_error *err);
/** Weight of the label at `index` of cw_counts_label(), or all at once; in double, after every step.  NaN where omitted. */
CW_API double cw_weights_at(const cw_weights *weights, size_t index);
CW_API void cw_weights_all(const cw_weights *weights, double *weights_ret);
/** The same of one slice alone; NaN too where it cannot be weighed, since no entity label is in it. */
CW_API double cw_weights_slice_at(const cw_weights *weights, size_t slice, size_t index);
CW_API const cw_counts *cw_weights_counts(const cw_weights *weights);
/** The options that they were made with.  Its pointers live as long as the handle. */
CW_API const struct cw_weigh_options *cw_weights_options(const cw_weights *weights);
/** Where the weight would lie, for 95 % of all corpora like this one, by the chance of its own count alone: the scheme at
 *  the two ends of the Poisson interval of n (exact up to 30 tokens, Wilson and Hilferty's approximation above, within
 *  0.02 %), with N, K and the normaliser held.  False where the scheme did not make the weight.
 *  Of an estimate: where that of all the data lies, by how blocks differ.  False for a label that was in none of them. */
CW_API bool cw_weights_interval(const cw_weights *weights, size_t index, double *low_ret, double *high_ret);
CW_API struct cw_diagnosis cw_weights_diagnosis(const cw_weights *weights);
CW_API void cw_weights_free(cw_weights **weights);

/** The diagnosis in sentences, a line each, with the cure's figure where one is named.  Free with cw_free_text(). */
CW_API CW_MUST_USE cw_status cw_diagnosis_text(const cw_weights *weights, char **text_ret, struct cw_error *err);

/** The arithmetic of one weight, number by number.  `label` is a name or an id in decimal.  Free with cw_free_text().
 *  Fails with CW_E_DATA for a label that is not there (the sentence names the nearest). */
CW_API CW_MUST_USE cw_status cw_explain(const cw_weights *weights, const char *label, char **text_ret,
                                        struct cw_error *err);

/* ---- comparing schemes -------------------------------------------------------------------------------------- */

/** The weights of all schemes for one set of counts. */
typedef struct cw_comparison cw_comparison;

/** Weighs by every scheme in turn, all else as `options` say; options->scheme is not looked at.  A scheme that needs what
 *  was not counted is left out.  Fails as cw_weigh() does.  Free with cw_comparison_free(). */
CW_API CW_MUST_USE cw_status cw_compare(const cw_counts *counts, const struct cw_weigh_options *options,
                                        cw_comparison **comparison_ret, struct cw_error *err);
CW_API const cw_counts *cw_comparison_counts(const cw_comparison *comparison);
/** Schemes that were weighed, in the order of cw_scheme_name_at(). */
CW_API size_t cw_comparison_n_schemes(const cw_comparison *comparison);
/** The weights of one, which live as long as the comparison; index < cw_comparison_n_schemes(). */
CW_API const cw_weights *cw_comparison_weights(const cw_comparison *comparison, size_t index);
CW_API void cw_comparison_free(cw_comparison **comparison);

/* ---- writing ---------------------------------------------------------------------------------------------- */

typedef enum cw_output_format {
        CW_OUT_TOML = 0,    /**< tables [class_weights] and [class_weights_info] */
        CW_OUT_JSON,        /**< everything; of counts it is the counts file */
        CW_OUT_CSV,         /**< RFC 4180: id, label, tokens, share, weight */
        CW_OUT_MARKDOWN,    /**< the same as a table for people */
        CW_OUT_YAML,        /**< the two tables of TOML, keys are integers; weights only */
        CW_OUT_TSV,         /**< NeMo's label stats: id, share, tokens, and behind them the weight; two tabs between */
        CW_OUT_NPY,         /**< float32 vector, index = id, for numpy.load(); weights only */
        CW_OUT_SAFETENSORS, /**< F32 `class_weights`, I64 `counts`, the facts in `__metadata__`; weights only */
        CW_OUT_C,           /**< a C header with a float array; weights only */
        CW_OUT_TXT,         /**< a vector for numpy.loadtxt(), float64, a value a line; of counts: the priors n/N */
        CW_OUT_JSON_BY_NAME /**< {"O": 1.0, ...}: names to float64 and nothing else; weights only */
} cw_output_format;

struct cw_write_options {
        const char *table; /**< TOML table name, a bare or dotted key; default "class_weights" */
};

CW_API void cw_write_options_init(struct cw_write_options *options);

/** Output format by name or by a path's extension.  False if none fits. */
CW_API bool cw_output_format_from_name(const char *name, cw_output_format *format_ret);
CW_API bool cw_output_format_from_path(const char *path, cw_output_format *format_ret);
/** Whether it is no text, so that it does not belong on a terminal. */
CW_API bool cw_output_format_is_binary(cw_output_format format);
/** Whether it is a dense vector from id 0 to the largest id: index = id.  An id between that is no label gets what unseen
 *  labels get.  A negative id is refused (CW_E_DATA), so is an omitted label (CW_E_USAGE). */
CW_API bool cw_output_format_is_vector(cw_output_format format);
/** Whether it can say that a result is an estimate; the others refuse to hold one (CW_E_USAGE). */
CW_API bool cw_output_format_says_estimate(cw_output_format format);
/** Whether cw_counts_render() takes it. */
CW_API bool cw_output_format_takes_counts(cw_output_format format);

/** Renders to memory.  `options` may be NULL.  *text_ret ends with a NUL that *nbytes_ret leaves out. */
CW_API CW_MUST_USE cw_status cw_weights_render(const cw_weights *weights, cw_output_format format,
                                               const struct cw_write_options *options, char **text_ret,
                                               size_t *nbytes_ret, struct cw_error *err);
/** As cw_weights_render(), for counts: JSON is the counts file, which is an input wherever data is. */
CW_API CW_MUST_USE cw_status cw_counts_render(const cw_counts *counts, cw_output_format format, char **text_ret,
                                              size_t *nbytes_ret, struct cw_error *err);

/** JSON, CSV or Markdown, to memory.  CSV has a row a label; Markdown that table and another with a row a scheme. */
CW_API CW_MUST_USE cw_status cw_comparison_render(const cw_comparison *comparison, cw_output_format format,
                                                  char **text_ret, size_t *nbytes_ret, struct cw_error *err);
/** The label map of the counts: CW_OUT_JSON is {"id2label": ..., "label2id": ...}, CW_OUT_TOML a table [id2label],
 *  CW_OUT_TXT a name a line (ids must be 0, 1, 2 ...).  All of them are label maps again.  CW_E_DATA if a label has no
 *  name, or one that the form cannot hold; CW_E_USAGE for another form. */
CW_API CW_MUST_USE cw_status cw_labels_render(const cw_counts *counts, cw_output_format format, char **text_ret,
                                              size_t *nbytes_ret, struct cw_error *err);

/** Writes `nbytes` bytes to `path` atomically: temporary file beside it, fsync, rename.  Whatever fails, an old file
 *  of that name is whole.  `path` "-" is standard output, written straight. */
CW_API CW_MUST_USE cw_status cw_write_file(const char *path, const void *data, size_t nbytes, struct cw_error *err);

/** cw_weights_render() and cw_write_file() in one. */
CW_API CW_MUST_USE cw_status cw_weights_write(const cw_weights *weights, cw_output_format format, const char *path,
                                              const struct cw_write_options *options, struct cw_error *err);

/**
 * Replaces the tables [TABLE] and [TABLE_info] of the TOML file `path`, or appends them; every other byte stays.
 * With `dry_run` nothing is written.  *diff_ret (may be NULL) is the unified diff, "" if nothing changes; free with
 * cw_free_text().  *changed_ret (may be NULL) says whether a byte differs.
 * Fails with CW_E_DATA if the file is not valid TOML (line named), CW_E_IO; the old file is whole then.
 */
CW_API CW_MUST_USE cw_status cw_weights_update_toml(const cw_weights *weights, const char *path,
                                                    const struct cw_write_options *options, bool dry_run,
                                                    char **diff_ret, bool *changed_ret, struct cw_error *err);

/* ---- drift: two sets of counts or weights ------------------------------------------------------------------ */

/** What lies between A and B.  The label mix is compared where both sides have tokens, the weights where both have
 *  weights.  Formulas: see the comment at the top of weigh/drift.h. */
struct cw_drift_figures {
        bool has_tokens; /**< both sides do; else the figures down to n_vanished are 0, but for the two numbers */
        uint64_t tokens_a, tokens_b;
        double l_infinity;     /**< largest difference of a label's share ... */
        size_t l_infinity_at;  /**< ... and the label's index */
        double jensen_shannon; /**< divergence in bits: 0 the same mix, 1 no label in common */
        double psi;            /**< population stability index; a label not seen counts half a token */
        double g;              /**< G statistic ... */
        uint64_t g_degrees;    /**< ... its degrees of freedom ... */
        double g_p, g_log10_p; /**< ... and the probability of as much or more by chance */
        size_t n_appeared;     /**< labels seen in B only; without tokens: that B has and A does not */
        size_t n_vanished;     /**< labels seen in A only; likewise */
        size_t n_renumbered;   /**< labels of the same name with another id */
        bool has_weights;
        double weight_ratio;  /**< largest of w_B/w_A and w_A/w_B, at least 1; labels weighed 0 on one side left out */
        double weight_change; /**< largest |w_B - w_A| */
        size_t n_weight_zeroed; /**< labels weighed 0 on one side only: no ratio can say it */
        bool logarithms; /**< the weights are logarithms (--emit logit-bias, log-counts): ratios are e to their difference */
};

/** One label of either side. */
struct cw_drift_label {
        const char *name; /**< NULL where neither side has one */
        int64_t id_a, id_b;
        bool in_a, in_b; /**< the side has it, seen or not; else its id there means nothing */
        uint64_t tokens_a, tokens_b;
        double share_a, share_b;   /**< of all tokens of the side; NaN where it has no tokens */
        double weight_a, weight_b; /**< NaN where there is none */
        double ratio; /**< weight_b / weight_a, of logarithms e to their difference; NaN where that is none */
        bool appeared, vanished;
};

/** What is known of a side. */
struct cw_drift_side {
        const char *path;
        const char *kind;   /**< "counts", "weights", or the quantity that the file holds, as --emit names it */
        const char *recipe; /**< scheme of the weights, as its file says; NULL where the counts were weighed here */
};

typedef struct cw_drift cw_drift;

/** Compares the files `path_a` and `path_b`: weights as TOML (table `table`, NULL: "class_weights") or JSON, counts files,
 *  or any data, which is counted.  Counts are weighed by `weigh`; beside a file of another quantity (--emit) they become that
 *  quantity, as the file says it was made.  Two quantities are not compared: has_weights is false then.  Labels are the same by name where both have one, else by
 *  id.  Fails as cw_count() and cw_weigh() do, and with CW_E_DATA for a file that holds neither weights nor counts.  Free
 *  with cw_drift_free(). */
CW_API CW_MUST_USE cw_status cw_drift_files(const char *path_a, const char *path_b, const struct cw_read_options *read,
                                            const struct cw_weigh_options *weigh, const char *table,
                                            cw_drift **drift_ret, struct cw_error *err);
CW_API struct cw_drift_figures cw_drift_figures(const cw_drift *drift);
CW_API struct cw_drift_side cw_drift_side(const cw_drift *drift, bool b);
/** Labels, those whose weight moved most first. */
CW_API size_t cw_drift_n_labels(const cw_drift *drift);
CW_API struct cw_drift_label cw_drift_label(const cw_drift *drift, size_t index);
/** A figure by name ("js", "psi", ...), for thresholds.  False if there is none.  NaN if the files lack what it takes. */
CW_API bool cw_drift_metric(const cw_drift *drift, const char *name, double *value_ret);
/** index 0, 1, ... until NULL. */
CW_API const char *cw_drift_metric_name_at(size_t index);
/** JSON, CSV or Markdown, as cw_weights_render(). */
CW_API CW_MUST_USE cw_status cw_drift_render(const cw_drift *drift, cw_output_format format, char **text_ret,
                                             size_t *nbytes_ret, struct cw_error *err);
CW_API void cw_drift_free(cw_drift **drift);

/* ---- checking ----------------------------------------------------------------------------------------------- */

/** A weights file, held against the data: are its weights still those of the data?  Labels are the same by id, since ids
 *  are what a trainer goes by. */
typedef struct cw_check cw_check;

/** Reads the weights file `path`: TOML (table `table`, NULL: "class_weights") or JSON.  Fails with CW_E_DATA, CW_E_CORRUPT,
 *  CW_E_TRUNCATED, CW_E_UNSUPPORTED, CW_E_IO, CW_E_MEMORY.  Free with cw_check_free(). */
CW_API CW_MUST_USE cw_status cw_check_open(const char *path, const char *table, cw_check **check_ret,
                                           struct cw_error *err);
/** The options that the weights were made with, in *options_ret, by what the file says of itself; they point into the
 *  check.  *known_ret false: it says nothing, and these are the defaults.  CW_E_DATA: it says what cannot be followed. */
CW_API CW_MUST_USE cw_status cw_check_recipe(const cw_check *check, struct cw_weigh_options *options_ret,
                                             bool *known_ret, struct cw_error *err);
/** The command that the weights were made with, as cw_counts_set_command() had it; NULL if the file does not say. */
CW_API const char *cw_check_command(const cw_check *check);

/** Compares the file with `weights`, which were made of the data.  *holds_ret: every label has a weight on both sides, or on
 *  none; no weight has moved by more than `atol` + `rtol` times the one in the file (what is the same in float32 has not
 *  moved); no id has another name.  Other quantities (cw_emit) likewise, but for logarithms: these have moved when their
 *  difference is more than `atol` + `rtol`, of a logit bias `atol` + `rtol` times tau, which is about when that of which they are
 *  the logarithm has moved by `rtol`.  Fails with CW_E_USAGE (a tolerance below 0; weights that are of another quantity than the
 *  file), CW_E_MEMORY. */
CW_API CW_MUST_USE cw_status cw_check_compare(cw_check *check, const cw_weights *weights, double rtol, double atol,
                                              bool *holds_ret, struct cw_error *err);
/** What cw_check_compare() found, as text for a person or as JSON.  Free with cw_free_text(). */
CW_API CW_MUST_USE cw_status cw_check_render(const cw_check *check, bool json, char **text_ret, struct cw_error *err);
/** Frees and nulls.  NULL, or a handle already NULL, is fine. */
CW_API void cw_check_free(cw_check **check);

/* ---- growth: weights as the data grows ---------------------------------------------------------------------- */

/** Where to look: a share of the tokens, above 0 to 1, or a number of them. */
struct cw_growth_at {
        double value;
        bool is_tokens;
};

/** Set defaults with cw_growth_options_init(), then change fields. */
struct cw_growth_options {
        const struct cw_growth_at *at; /**< checkpoints; NULL (default): `n_points` of them, evenly on a log scale */
        size_t n_at;
        int n_points; /**< 2 to 1000; default 20.  Ignored for counts files alone: each of them is a step, unless ... */
        bool points_given; /**< ... this says that the user wants it so; default false */
        double settle;     /**< a weight has settled when it stays within this share of its final value; default 0.05 */
        bool shuffle;    /**< shards in a random order (of one shard: pieces of it); default false: that of the data */
        uint64_t seed;   /**< of the order */
        int repeats;     /**< orders that the band is made of, 1 (no band) to 1000; default 20 */
        bool one_scheme; /**< only that of the weighing options; default false: all of them */
};

CW_API void cw_growth_options_init(struct cw_growth_options *options);

/** A checkpoint: the border between two pieces of the data that was nearest to what was asked for. */
struct cw_growth_point {
        double share;    /**< of all tokens */
        uint64_t tokens; /**< exactly so many */
        size_t n_labels; /**< seen so far, O included */
};

/** Why a weight moved: whichever of these made the most of it. */
typedef enum cw_growth_cause {
        CW_CAUSE_NONE = 0,
        CW_CAUSE_FIRST_SEEN,  /**< the label itself was first seen */
        CW_CAUSE_NEWCOMER,    /**< another label was first seen, and takes part in the normaliser */
        CW_CAUSE_COMPOSITION, /**< its own share of the tokens changed */
        CW_CAUSE_NORMALIZER,  /**< the shares of the others did, and so what it is divided by */
        CW_CAUSE_SATURATION   /**< there are more tokens of the same mix: schemes that look at numbers, not at shares */
} cw_growth_cause;

/** "composition", ...; a word or two for people and programs. */
CW_API const char *cw_growth_cause_name(cw_growth_cause cause);

/** One label under one scheme.  Numbers of checkpoints are from 0. */
struct cw_growth_label {
        bool moves;        /**< an entity label that was seen; else the rest means nothing */
        size_t first_seen; /**< the checkpoint at which it first has a token */
        bool settled;      /**< by the checkpoint cw_growth_scheme.since */
        size_t settled_at; /**< the checkpoint from which on it is within the tolerance of its final value */
        double still;      /**< how far it was from its final value since then, at most: 0.09 is 9 % */
        size_t move_at;    /**< its largest move is the one to this checkpoint; 0: it never moved ... */
        double move;       /**< ... by this factor */
        cw_growth_cause cause;
};

/** One scheme. */
struct cw_growth_scheme {
        cw_scheme scheme;
        size_t n_moving;   /**< labels that have a weight to settle */
        size_t n_settled;  /**< those that have */
        size_t settled_at; /**< the checkpoint by which the last of these had */
        size_t since;      /**< the last checkpoint at or before 80 % of the data */
};

/** Where the mix of labels shifts, if it does: the best place to cut the data in two, by the G statistic; it counts as a
 *  shift where none of 99 random orders of the pieces can be cut as well (p = 0.01). */
struct cw_growth_drift {
        bool any;
        double share;          /**< of the tokens that lie before it */
        uint64_t tokens;       /**< likewise */
        const char *shard;     /**< in which, or at the start of which, it lies */
        double jensen_shannon; /**< between before and after, in bits */
        size_t n_labels;       /**< labels that carry it */
};

struct cw_growth_drift_label {
        size_t label;         /**< index */
        double before, after; /**< its share of the tokens */
        double carries;       /**< its share of the divergence */
};

typedef struct cw_growth cw_growth;

/** Counts `inputs` once, as cw_count() does, keeping the counts of pieces along the way, and weighs at checkpoints.  What
 *  the last one says is what cw_weigh() says of all the data.  Counts files are inputs too: one with rows a shard is as
 *  many steps.  CW_SCHEME_MEDIAN_FREQ is among the schemes where read->presence asks for it, or counts files alone have it;
 *  as the one scheme wanted it is counted for without being asked: of counts files with rows, these must have it.  Fails as
 *  cw_count() and cw_weigh() do.  Free with cw_growth_free(). */
CW_API CW_MUST_USE cw_status cw_growth_run(const char *const *inputs, size_t n_inputs,
                                           const struct cw_read_options *read, const struct cw_weigh_options *weigh,
                                           const struct cw_growth_options *options, cw_growth **growth_ret,
                                           struct cw_error *err);
CW_API const cw_counts *cw_growth_counts(const cw_growth *growth);
/** What outputs say of where the figures came from, as cw_counts_set_command(). */
CW_API CW_MUST_USE cw_status cw_growth_set_command(cw_growth *growth, const char *command, const char *inputs,
                                                   struct cw_error *err);
CW_API size_t cw_growth_n_points(const cw_growth *growth);
CW_API struct cw_growth_point cw_growth_point(const cw_growth *growth, size_t index);
CW_API size_t cw_growth_n_schemes(const cw_growth *growth);
CW_API struct cw_growth_scheme cw_growth_scheme(const cw_growth *growth, size_t scheme);
/** Labels are those of cw_growth_counts(). */
CW_API struct cw_growth_label cw_growth_label(const cw_growth *growth, size_t scheme, size_t label);
/** NaN where the label was left out, or nothing could be weighed yet. */
CW_API double cw_growth_weight(const cw_growth *growth, size_t scheme, size_t label, size_t point);
/** 5 % to 95 % of the random orders; false where there is no band. */
CW_API bool
cw_growth_band(const cw_growth *growth, size_t scheme, size_t label, size_t point, double *low_ret, double *high_ret);
CW_API struct cw_growth_drift cw_growth_drift(const cw_growth *growth);
CW_API struct cw_growth_drift_label cw_growth_drift_label(const cw_growth *growth, size_t index);
/** The outcome in sentences, a line each: a scheme a line, and where the mix shifts.  Free with cw_free_text(). */
CW_API CW_MUST_USE cw_status cw_growth_text(const cw_growth *growth, char **text_ret, struct cw_error *err);
/** JSON, CSV or Markdown, as cw_weights_render(). */
CW_API CW_MUST_USE cw_status cw_growth_render(const cw_growth *growth, cw_output_format format, char **text_ret,
                                              size_t *nbytes_ret, struct cw_error *err);
CW_API void cw_growth_free(cw_growth **growth);

/* ---- pictures ----------------------------------------------------------------------------------------------- */

/* Drawn by gnuplot, which is looked for when one of these is called.  `path` ends in .svg, .png or .pdf, and is replaced
 * whole or not at all. */

/** Whether a picture could be drawn to `path`, as far as can be told beforehand: CW_E_USAGE for another extension, CW_E_IO
 *  where gnuplot is not installed. */
CW_API CW_MUST_USE cw_status cw_plot_check(const char *path, struct cw_error *err);
/** The first scheme of a growth, a line a label.  Fails as cw_plot_check() and cw_write_file(), and with CW_E_DATA for a
 *  single checkpoint. */
CW_API CW_MUST_USE cw_status cw_growth_plot(const cw_growth *growth, const char *path, struct cw_error *err);
/** The labels whose weights moved most, or whose shares did where there are no weights. */
CW_API CW_MUST_USE cw_status cw_drift_plot(const cw_drift *drift, const char *path, struct cw_error *err);
/** Weights over tokens, a line a scheme. */
CW_API CW_MUST_USE cw_status cw_comparison_plot(const cw_comparison *comparison, const char *path,
                                                struct cw_error *err);

/* ---- looking at data; native shards ------------------------------------------------------------------------ */

/** What each of `inputs` is: format, codec, label column and why, label names, frames, checksums verified.  Text for a
 *  person, or JSON.  Free with cw_free_text(). */
CW_API CW_MUST_USE cw_status cw_inspect(const char *const *inputs, size_t n_inputs,
                                        const struct cw_read_options *options, bool json, char **text_ret,
                                        struct cw_error *err);

/** What the bodies of a native shard are. */
typedef enum cw_pack_encoding {
        CW_PACK_AUTO = 0, /**< phrases where the shard does not become larger by it, else ids */
        CW_PACK_IDS,      /**< the plain array of ids, compressed */
        CW_PACK_PHRASES   /**< frequent runs of labels, a byte each; counted without being spelt out */
} cw_pack_encoding;

struct cw_pack_options {
        cw_pack_encoding encoding; /**< default CW_PACK_AUTO */
        int level; /**< zstd level, 1 to 19; default 0: 3 for ids; phrases are stored as they are, but in a shard of one
                        frame, where 19 costs nothing */
        uint32_t frame_nbytes; /**< size of the ids of a frame, at most 1 MiB; default 1 MiB */
};

CW_API void cw_pack_options_init(struct cw_pack_options *options);

/** What cw_pack() wrote. */
struct cw_pack_summary {
        uint64_t labels, sequences, frames, bytes_in, bytes_out;
        unsigned id_nbytes;        /**< width of an id: 1, 2, 4 or 8 */
        cw_pack_encoding encoding; /**< CW_PACK_IDS or CW_PACK_PHRASES */
        unsigned phrases;          /**< in the dictionary */
};

/** Writes all labels of `inputs`, in order, as one native shard.  `output` is written atomically, "-" is standard
 *  output.  Label names and sequence borders are kept.  `summary_ret` may be NULL. */
CW_API CW_MUST_USE cw_status cw_pack(const char *const *inputs, size_t n_inputs, const struct cw_read_options *options,
                                     const struct cw_pack_options *pack, const char *output,
                                     struct cw_pack_summary *summary_ret, struct cw_error *err);

typedef enum cw_unpack_format {
        CW_UNPACK_JSONL = 0, /**< one record a sequence, under the key the labels had when packed */
        CW_UNPACK_RAW,       /**< the plain little-endian id array */
        CW_UNPACK_TEXT       /**< one label a line, an empty line after each sequence */
} cw_unpack_format;

/** Writes the labels of the native shard `input` to `output`, as cw_pack() took them in. */
CW_API CW_MUST_USE cw_status cw_unpack(const char *input, cw_unpack_format format, const char *output,
                                       const struct cw_read_options *options, struct cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
