#include "cli/notice.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/subcommand.h"
#include "view/text.h"

static void notice_print(const char *command, const char *text)
{
    fputs("demarche", stderr);
    if (command) fprintf(stderr, " %s", command);
    fputs(": ", stderr);
    text_put(text, stderr);
    fputc('\n', stderr);
}

int notice_failed(const char *command, const struct errmsg *e)
{
    notice_print(command, e->text);
    return COMMAND_ERROR;
}

static void notice_format(const char *command, const char *format, va_list args)
{
    struct errmsg e;

    vsnprintf(e.text, sizeof e.text, format, args);
    notice_print(command, e.text);
}

int notice_wrong(const char *command, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    notice_format(command, format, args);
    va_end(args);
    /* What is within a command, as learn check, is on the command's page. */
    fprintf(stderr, "See: demarche help%s%.*s\n", command ? " " : "",
            command ? (int)strcspn(command, " ") : 0, command ? command : "");
    return COMMAND_USAGE;
}

void notice_say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    notice_format(NULL, format, args);
    va_end(args);
}
