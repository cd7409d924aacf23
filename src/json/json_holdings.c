#include "json/json_holdings.h"

/* When a level was reached, and by which record; null for what never was. */
static void put_mark(struct json *j, const struct ledger_mark *mark)
{
    if (mark) {
        json_time(j, "since", mark->time);
        json_number(j, "record", mark->seq);
    } else {
        json_null(j, "since");
        json_null(j, "record");
    }
}

static void put_portion(struct json *j, const struct ledger *l, uint32_t party,
                        uint32_t document, uint32_t portion)
{
    const struct scenario_document *d = &l->scenario->documents[document];
    const enum record_level level = ledger_level(l, party, document, portion);
    struct ledger_mark mark;

    json_open_object(j, NULL);
    json_text(j, "portion", d->portions[portion].name);
    json_text(j, "level", record_level_text(level));
    put_mark(j, level > LEVEL_UNAWARE &&
                        ledger_since(l, party, document, portion, level, &mark)
                    ? &mark
                    : NULL);
    json_close(j);
}

/* The level on any portion, since when; and the least, on the whole. */
static void put_document(struct json *j, const struct ledger *l,
                         const struct set_aside *aside, uint32_t party,
                         uint32_t document)
{
    const struct scenario_document *d = &l->scenario->documents[document];
    const enum record_level level = ledger_level_any(l, party, document);
    const enum record_level least =
        ledger_level(l, party, document, SCENARIO_NONE);
    struct ledger_mark mark;
    const bool reached =
        level > LEVEL_UNAWARE &&
        ((level == least &&
          ledger_since(l, party, document, SCENARIO_NONE, level, &mark)) ||
         ledger_since_any(l, party, document, level, &mark));

    json_open_object(j, NULL);
    json_text(j, "document", d->name);
    json_text(j, "level", record_level_text(level));
    json_text(j, "least", record_level_text(least));
    put_mark(j, reached ? &mark : NULL);
    json_bool(j, "set_aside", set_aside_find(aside, party, document) != NULL);
    json_open_array(j, "portions");
    for (uint32_t i = 0; i < d->portion_count; i++)
        put_portion(j, l, party, document, i);
    json_close(j);
    json_close(j);
}

static void put_party(struct json *j, const struct ledger *l,
                      const struct set_aside *aside, uint32_t party,
                      uint32_t document)
{
    const struct scenario *sc = l->scenario;
    const bool adversary = party >= sc->party_count;

    json_open_object(j, NULL);
    json_text(j, "name", sc->parties[party].name);
    json_text(j, "kind",
              adversary ? NULL
                        : scenario_party_kind_name(sc->parties[party].kind));
    json_bool(j, "adversary", adversary);
    json_open_array(j, "documents");
    for (uint32_t i = 0; i < sc->document_count; i++)
        if (document == SCENARIO_NONE || document == i)
            put_document(j, l, aside, party, i);
    json_close(j);
    json_close(j);
}

void json_holdings_put(struct json *j, const struct ledger *l,
                       const struct set_aside *aside, uint32_t party,
                       uint32_t document)
{
    json_open_array(j, "parties");
    for (uint32_t i = 0; i < l->scenario->actor_count; i++)
        if (party == SCENARIO_NONE || party == i)
            put_party(j, l, aside, i, document);
    json_close(j);
}
