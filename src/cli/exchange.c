#include "cli/exchange.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/subcommand.h"
#include "cli/folder.h"
#include "cli/notice.h"
#include "cli/output.h"
#include "crypto/age.h"
#include "opener/dissect.h"
#include "view/layers.h"

/* Dissect opens the exchange's frames one by one and hands each to show_frame,
 * which draws its layers and, with a folder, writes its parts into files: the
 * frame, the message, the envelope and its key, the copy, the text, and each
 * statement with its signature and public key. */

/* An exchange on its way to the terminal and into the folder. */
struct exchange_showing {
    const struct view *view;
    const struct dissect *dissect;
    FILE *out;
    const char *folder; /* NULL: nothing is extracted */
    size_t count;       /* frames so far */
    bool failed;
    struct errmsg error;
};

/* Only the first failure is reported; later files are not written. */
static void write_file(struct exchange_showing *s, const char *name,
                       struct bytes b)
{
    struct arena a;

    if (s->failed) return;
    arena_init(&a);
    if (output_write(folder_file(&a, s->folder, name), b, &s->error))
        s->failed = true;
    arena_fini(&a);
}

static void write_text(struct exchange_showing *s, const char *name,
                       const char *text)
{
    write_file(s, name, bytes_of_text(text));
}

/* The secret key that opens the envelope, as `age -i` reads it. */
static void write_age_key(struct exchange_showing *s, struct arena *a,
                          const struct opener_layers *l)
{
    const struct scenario *sc = s->dissect->scenario;
    char key[AGE_SECRET_TEXT_SIZE];

    age_secret_text(key, l->opened_with->agree_secret);
    write_text(s, arena_format(a, "%s.key", sc->parties[l->opened_by].name),
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
    write_text(
        s,
        arena_format(a, "%s.pem", s->dissect->scenario->parties[signer].name),
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
    if (l->opened_by != SCENARIO_NONE) write_age_key(s, &a, l);
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

static enum err exchange_make_folder(const char *folder, struct errmsg *e)
{
    if (!folder || mkdir(folder, 0777) == 0 || errno == EEXIST) return ERR_OK;
    return err_set(e, ERR_IO, "cannot make the folder %s: %s", folder,
                   strerror(errno));
}

void exchange_show_record(const struct view *v, uint64_t seq, FILE *out)
{
    struct dissect d;
    struct exchange_showing s = {.view = v, .dissect = &d, .out = out};

    if (dissect_init(&d, v->reader, v->scenario, SCENARIO_NONE)) return;
    fputc('\n', out);
    dissect_record(&d, seq, show_frame, &s);
    dissect_fini(&d);
}

int exchange_show(const struct view *v, uint64_t exchange, const char *folder,
                  FILE *out)
{
    struct dissect d;
    struct exchange_showing s = {
        .view = v, .dissect = &d, .out = out, .folder = folder};

    if (exchange_make_folder(folder, &s.error))
        return notice_failed("show", &s.error);
    if (dissect_init(&d, v->reader, v->scenario, v->select.as)) {
        (void)err_set(&s.error, ERR_UNSUPPORTED,
                      "the keys of this run do not follow from its journal");
        return notice_failed("show", &s.error);
    }
    dissect_related(&d, exchange, show_frame, &s);
    dissect_fini(&d);
    if (s.count == 0) {
        (void)err_set(&s.error, ERR_MISSING,
                      "exchange %" PRIu64
                      " has no frame; demarche show RUN lists the exchanges",
                      exchange);
        s.failed = true;
    }
    return s.failed ? notice_failed("show", &s.error) : COMMAND_OK;
}
