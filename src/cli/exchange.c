#include "cli/exchange.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/subcommand.h"
#include "cli/folder.h"
#include "cli/notice.h"
#include "cli/output.h"
#include "crypto/age.h"
#include "opener/dissect.h"
#include "scenario/scenario_query.h"
#include "view/layers.h"

/* Dissect opens the exchange's frames one by one and hands each to show_frame,
 * which draws its layers and, with a folder, keeps its parts as files: the
 * frame, the message, the envelope and its key, the copy, the text, and each
 * statement with its signature and public key. Once all are known, and none of
 * them is in the way of another's, they are written. */

/* A file to be written. */
struct exchange_file {
    struct exchange_file *next;
    struct output_target target;
    struct bytes bytes;
};

/* An exchange on its way to the terminal and into the folder. */
struct exchange_showing {
    const struct view *view;
    const struct dissect *dissect;
    FILE *out;
    const char *folder; /* NULL: nothing is extracted */
    bool force;
    size_t count; /* frames so far */
    bool failed;
    struct errmsg error;
    struct arena arena; /* of the files */
    struct exchange_file *files, **last;
};

/* False: a file of that name has other bytes. */
static bool keep_file(struct exchange_showing *s, const char *name,
                      struct bytes b, bool secret)
{
    const char *path = folder_file(&s->arena, s->folder, name);

    for (const struct exchange_file *f = s->files; f; f = f->next)
        if (strcmp(f->target.path, path) == 0) return bytes_equal(f->bytes, b);
    struct exchange_file *f = arena_alloc(&s->arena, sizeof *f);
    *f = (struct exchange_file){.target = {.path = path,
                                           .input = s->view->path,
                                           .force = s->force,
                                           .secret = secret,
                                           .regular = true},
                                .bytes = arena_copy(&s->arena, b)};
    *s->last = f;
    s->last = &f->next;
    return true;
}

static void write_file(struct exchange_showing *s, const char *name,
                       struct bytes b)
{
    (void)keep_file(s, name, b, false);
}

/* Only the first failure is reported; later files are not written. */
static void write_files(struct exchange_showing *s)
{
    struct stat st;

    for (const struct exchange_file *f = s->files; f && !s->force; f = f->next)
        if (lstat(f->target.path, &st) == 0) {
            s->failed = true;
            (void)err_set(&s->error, ERR_EXISTS,
                          "%s exists already, so nothing is extracted; name "
                          "another folder, or replace such files with --force",
                          f->target.path);
            return;
        }
    for (const struct exchange_file *f = s->files; f && !s->failed; f = f->next)
        s->failed = output_write(&f->target, f->bytes, &s->error);
}

static void write_text(struct exchange_showing *s, const char *name,
                       const char *text)
{
    write_file(s, name, bytes_of_text(text));
}

/* A key under its owner's name; one that has been replaced, under that of the
 * frame or statement as well. */
static void write_key(struct exchange_showing *s, struct arena *a,
                      const char *owner, const char *prefix, const char *ending,
                      const char *text)
{
    const struct bytes b = bytes_of_text(text);
    const bool secret = strcmp(ending, "key") == 0;

    if (!keep_file(s, arena_format(a, "%s.%s", owner, ending), b, secret))
        (void)keep_file(s, arena_format(a, "%s.%s.%s", prefix, owner, ending),
                        b, secret);
}

/* The secret key that opens the envelope, as `age -i` reads it. */
static void write_age_key(struct exchange_showing *s, struct arena *a,
                          const char *prefix, const struct opener_layers *l)
{
    const struct scenario *sc = s->dissect->scenario;
    char key[AGE_SECRET_TEXT_SIZE];

    age_secret_text(key, l->opened_with->agree_secret);
    write_key(s, a, sc->parties[l->opened_by].name, prefix, "key",
              arena_format(a, "%s\n", key));
    explicit_bzero(key, sizeof key);
}

/* Statement, signature and the signer's public key, as openssl reads them. */
static void write_statement(struct exchange_showing *s, struct arena *a,
                            const char *prefix,
                            const struct opener_statement *d)
{
    char pem[IDENTITY_PEM_SIZE];

    if (!d->readable) return;
    write_file(s, arena_format(a, "%s.statement", prefix), d->bytes.statement);
    if (d->bytes.signature.size == 0) return;
    write_file(s, arena_format(a, "%s.signature", prefix), d->bytes.signature);
    uint32_t signer =
        scenario_find_party(s->dissect->scenario, d->statement.signer);
    if (signer == SCENARIO_NONE) return;
    identity_sign_pem(&d->signer, pem);
    write_key(s, a, s->dissect->scenario->parties[signer].name, prefix, "pem",
              pem);
}

/* Writes the text of a copy: the portions shown, a paragraph each. */
static void write_words(struct exchange_showing *s, struct arena *a,
                        const char *prefix, const struct opener_layers *l)
{
    const char *text = "";

    for (size_t i = 0; i < l->copy.leaf_count; i++)
        if (l->portions[i].name)
            text = arena_format(a, "%s%s%s\n", text, *text ? "\n" : "",
                                l->portions[i].text);
    if (*text) write_text(s, arena_format(a, "%s.text", prefix), text);
}

static void extract(struct exchange_showing *s, const struct opener_layers *l)
{
    struct arena a;

    arena_init(&a);
    const char *prefix = arena_format(&a, "frame-%zu", s->count);
    write_file(s, arena_format(&a, "%s.bin", prefix), l->whole);
    if (l->raw.size > 0)
        write_file(s, arena_format(&a, "%s.message", prefix), l->raw);
    if (l->message.seal != MESSAGE_SEAL_NONE)
        write_file(
            s,
            arena_format(&a, "%s.%s", prefix,
                         l->message.seal == MESSAGE_SEAL_AGE ? "age" : "hpke"),
            l->message.copy);
    if (l->opened_by != SCENARIO_NONE && s->view->reveal)
        write_age_key(s, &a, prefix, l);
    if (l->plain.size > 0)
        write_file(s, arena_format(&a, "%s.copy", prefix), l->plain);
    if (l->portions) write_words(s, &a, prefix, l);
    write_statement(s, &a, arena_format(&a, "%s-around", prefix), &l->around);
    write_statement(s, &a, prefix, &l->transfer);
    for (size_t i = 0; i < l->copy.earlier_count; i++)
        write_statement(s, &a,
                        arena_format(&a, "%s-earlier-%zu", prefix, i + 1),
                        &l->earlier[i]);
    arena_fini(&a);
}

static void show_frame(void *context, const struct opener_layers *l)
{
    struct exchange_showing *s = context;

    s->count++;
    if (s->count > 1) fputc('\n', s->out);
    layers_draw(s->view, l, s->count, s->out);
    if (s->folder && !l->repeats) extract(s, l);
}

void exchange_show_record(const struct view *v, uint64_t seq, FILE *out)
{
    struct dissect d;
    struct exchange_showing s = {.view = v, .dissect = &d, .out = out};

    dissect_init(&d, v->reader, v->scenario, SCENARIO_NONE);
    fputc('\n', out);
    dissect_record(&d, seq, show_frame, &s);
    dissect_fini(&d);
}

static void count_frame(void *context, const struct opener_layers *l)
{
    (void)l;
    ++*(size_t *)context;
}

int exchange_missing(const struct view *v, uint64_t exchange, size_t *hidden)
{
    struct dissect d;
    struct errmsg e;

    *hidden = 0;
    if (v->select.as != SCENARIO_NONE) {
        dissect_init(&d, v->reader, v->scenario, SCENARIO_NONE);
        dissect_exchange(&d, exchange, count_frame, hidden);
        dissect_fini(&d);
    }
    if (*hidden > 0) return COMMAND_OK;
    (void)err_set(&e, ERR_MISSING,
                  "exchange %" PRIu64
                  " has no frame; demarche show RUN lists the exchanges",
                  exchange);
    return notice_failed("show", &e);
}

/* Nothing was shown: there is no frame, or the viewer sees none. */
static int exchange_show_none(struct exchange_showing *s, uint64_t exchange)
{
    const struct view *v = s->view;
    size_t count;

    if (exchange_missing(v, exchange, &count)) return COMMAND_ERROR;
    const char *name = v->scenario->parties[v->select.as].name;
    const char *plural = count == 1 ? "" : "s";
    if (s->folder) {
        (void)err_set(&s->error, ERR_MISSING,
                      "%s sees none of the %zu frame%s of exchange %" PRIu64
                      ", so nothing is extracted",
                      name, count, plural, exchange);
        return notice_failed("show", &s->error);
    }
    fprintf(s->out,
            "%s sees none of the %zu frame%s of exchange %" PRIu64 ".\n", name,
            count, plural, exchange);
    return COMMAND_OK;
}

int exchange_show(const struct view *v, uint64_t exchange, const char *folder,
                  bool force, FILE *out)
{
    struct dissect d;
    struct exchange_showing s = {.view = v,
                                 .dissect = &d,
                                 .out = out,
                                 .folder = folder,
                                 .force = force,
                                 .last = &s.files};

    dissect_init(&d, v->reader, v->scenario, v->select.as);
    arena_init(&s.arena);
    dissect_related(&d, exchange, show_frame, &s);
    dissect_fini(&d);
    if (s.files) s.failed = folder_make(folder, NULL, &s.error);
    if (!s.failed) write_files(&s);
    arena_fini(&s.arena);
    if (s.count == 0) return exchange_show_none(&s, exchange);
    return s.failed ? notice_failed("show", &s.error) : COMMAND_OK;
}
