#include "cli/crew.h"

#include "cli/notice.h"
#include "cli/subcommand.h"
#include "crypto/curve.h"

static void begin_memory(void *own)
{
    struct curve_memory *m = own;

    curve_memory_init(m);
    curve_use(curve_remembering(m));
}

static void end_memory(void *own)
{
    curve_use(curve_real());
    curve_memory_fini(own);
}

static const struct workers_life memories = {sizeof(struct curve_memory),
                                             begin_memory, end_memory};

enum err crew_gather(struct crew *c, uint64_t threads, bool remembering,
                     struct errmsg *e)
{
    enum err rc = workers_start(
        &c->workers, threads > 0 ? (size_t)threads : workers_processors(),
        remembering ? &memories : NULL, e);

    if (!rc) c->runner = workers_runner(c->workers);
    return rc;
}

int crew_start(struct crew *c, const char *command, uint64_t threads,
               bool remembering)
{
    struct errmsg e;

    if (!crew_gather(c, threads, remembering, &e)) return COMMAND_OK;
    err_wrap(&e, ERR_LIMIT, "try --threads 1");
    return notice_failed(command, &e);
}

void crew_stop(struct crew *c)
{
    workers_stop(c->workers);
}
