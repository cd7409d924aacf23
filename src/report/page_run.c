#include "report/page_run.h"

#include <string.h>

#include "view/verdict.h"

/* The head is written before the records: what run it is and whether its
 * journal holds, then the lists whose places the columns of records name. A
 * viewer's page holds nothing from which the rest of the run follows: neither
 * the seed, of which all keys are made, nor the story, nor the texts of
 * documents' heads that the viewer never saw. */

enum { PAGE_RUN_FORMAT = 1, WORD_MAX = 64 };

static void put_hex_text(struct json *j, const char *key, bool there,
                         const void *data, size_t size)
{
    json_hex(j, key, bytes_of(data, there ? size : 0));
}

static void put_run(struct json *j, const struct page_source *s)
{
    const struct record_header *h = &s->reader->header;
    const struct scenario *sc = s->scenario;
    const bool all = s->as == SCENARIO_NONE;

    json_open_object(j, "run");
    json_text(j, "name", h->scenario_name);
    json_text(j, "title", all ? sc->title : sc->parties[s->as].title);
    json_text(j, "story", all && sc->story ? sc->story : "");
    if (all) {
        json_digits(j, "seed", h->seed);
        json_digits(j, "run", h->run);
    } else {
        json_text(j, "seed", "");
        json_text(j, "run", "");
    }
    json_number(j, "semantics", h->semantics);
    put_hex_text(j, "scenario", all, h->scenario_hash, sizeof h->scenario_hash);
    json_int(j, "start", sc->start / SECOND);
    json_int(j, "clock", (sc->end - sc->start) / SECOND);
    json_bool(j, "complete", ledger_complete(s->ledger));
    json_int(j, "viewer", all ? -1 : (int64_t)s->as);
    put_hex_text(j, "root", all && s->verified->verdict == VERIFY_OK,
                 &s->verified->root, sizeof s->verified->root);
    json_close(j);
}

static void put_verdict(struct json *j, const struct page_source *s,
                        uint64_t last)
{
    const struct verify_result *r = s->verified;
    const struct record_header *h = &s->reader->header;
    struct arena a;

    arena_init(&a);
    const char *failure = verdict_failure(&a, r);

    json_open_object(j, "verdict");
    json_text(j, "state", verify_verdict_name(r->verdict));
    const char *stand_in = verdict_stand_in(h);
    const char *holds =
        failure ? arena_format(&a, "%s: record %s",
                               verify_verdict_text(r->verdict), failure)
                : verify_verdict_text(r->verdict);

    json_text(j, "sentence",
              stand_in ? arena_format(&a, "%s. %s", stand_in, holds) : holds);
    json_hex(j, "key", bytes_of(h->first_key, sizeof h->first_key));
    json_bool(j, "publicSeed", h->unkeyed);
    /* A viewer does not learn how much happened elsewhere. */
    json_number(j, "records",
                s->as != SCENARIO_NONE ? last
                : r->frames > 0        ? r->frames - 1
                                       : 0);
    json_close(j);
    arena_fini(&a);
}

void page_run_put(struct json *j, const struct page_source *s, uint64_t last)
{
    struct arena a;

    arena_init(&a);
    json_number(j, "format", PAGE_RUN_FORMAT);
    json_text(j, "program", arena_format(&a, "demarche %s", s->program));
    put_run(j, s);
    put_verdict(j, s, last);
    arena_fini(&a);
}

/* "FRAME_SENT" is "frame sent". */
static void kind_word(char out[WORD_MAX], const char *name)
{
    size_t i = 0;

    for (; name[i] && i + 1 < WORD_MAX; i++)
        out[i] = name[i] == '_'                     ? ' '
                 : name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32)
                                                    : name[i];
    out[i] = '\0';
}

static void put_kinds(struct json *j)
{
    char word[WORD_MAX];

    json_open_array(j, "levels");
    for (int i = 0; i < LEVEL_COUNT; i++)
        json_text(j, NULL, record_level_text((enum record_level)i));
    json_close(j);
    json_open_array(j, "kinds");
    for (int i = 0; i < RECORD_KIND_COUNT; i++) {
        const struct record_kind_row *row =
            record_kind_row((enum record_kind)i);

        kind_word(word, row->also);
        json_open_object(j, NULL);
        json_text(j, "name", row->name);
        json_text(j, "word", word);
        json_number(j, "level", row->level);
        json_bool(j, "shown", row->shown);
        json_close(j);
    }
    json_close(j);
}

/* Actors behind the parties are adversaries, in the same order. */
static void put_actor(struct json *j, const struct page_source *s,
                      const struct page_names *names, uint32_t actor)
{
    const struct scenario *sc = s->scenario;
    const struct scenario_party *p = &sc->parties[actor];
    const bool adversary = actor >= sc->party_count;

    json_open_object(j, NULL);
    json_text(j, "name", p->name);
    json_text(j, "title", p->title ? p->title : p->name);
    json_text(j, "kind",
              adversary ? "adversary" : scenario_party_kind_name(p->kind));
    json_number(j, "readers",
                s->as == SCENARIO_NONE || s->as == actor ? p->readers : 0);
    json_bool(j, "adversary", adversary);
    json_open_array(j, "channels");
    if (adversary) {
        const struct scenario_adversary *a =
            &sc->adversaries[actor - sc->party_count];
        for (size_t i = 0; i < a->on_count; i++)
            json_int(j, NULL, page_names_channel(names, a->on[i]));
    }
    json_close(j);
    json_close(j);
}

static void put_channel(struct json *j, const struct scenario_channel *c)
{
    json_open_object(j, NULL);
    json_text(j, "name", c->name);
    json_text(j, "medium", scenario_medium_name(c->medium));
    json_open_array(j, "between");
    for (size_t i = 0; i < c->member_count; i++)
        json_number(j, NULL, c->members[i]);
    json_close(j);
    json_text(j, "handshake", c->handshake ? c->handshake : "");
    json_close(j);
}

/* Who holds a copy has read its head; others know a name, and no more. */
static void put_document(struct json *j, const struct page_source *s,
                         uint32_t document)
{
    const struct scenario_document *d = &s->scenario->documents[document];
    const bool all = s->as == SCENARIO_NONE || s->as == d->author;
    const bool head =
        all || ledger_level_any(s->ledger, s->as, document) >= LEVEL_HOLDS;

    json_open_object(j, NULL);
    json_text(j, "name", d->name);
    json_text(j, "title", head && d->title ? d->title : d->name);
    json_text(j, "form", head && d->form ? d->form : "");
    json_int(j, "author", head ? (int64_t)d->author : -1);
    json_text(j, "classification",
              head && d->classification ? d->classification : "");
    if (head && d->limited) {
        json_open_array(j, "releasableTo");
        for (size_t i = 0; i < d->releasable_count; i++)
            json_number(j, NULL, d->releasable_to[i]);
        json_close(j);
    } else {
        json_null(j, "releasableTo");
    }
    json_open_array(j, "portions");
    for (uint32_t i = 0; i < d->portion_count; i++)
        json_text(j, NULL,
                  all || ledger_level(s->ledger, s->as, document, i) >=
                              LEVEL_TOLD
                      ? d->portions[i].name
                      : "");
    json_close(j);
    json_close(j);
}

void page_run_put_names(struct json *j, const struct page_source *s,
                        const struct page_names *names)
{
    const struct scenario *sc = s->scenario;

    put_kinds(j);
    json_open_array(j, "actors");
    for (uint32_t i = 0; i < sc->actor_count; i++)
        if (page_names_actor(names, i) >= 0) put_actor(j, s, names, i);
    json_close(j);
    json_open_array(j, "channels");
    for (uint32_t i = 0; i < sc->channel_count; i++)
        if (page_names_channel(names, i) >= 0) put_channel(j, &sc->channels[i]);
    json_close(j);
    json_open_array(j, "documents");
    for (uint32_t i = 0; i < sc->document_count; i++)
        if (page_names_document(names, i) >= 0) put_document(j, s, i);
    json_close(j);
}
