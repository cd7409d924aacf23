#include "lesson/glossary.h"

#include <string.h>
#include <strings.h>

#include "scenario/name.h"

/* One plain sentence each, for readers who learned English second. The words
 * follow one another as the lessons need them: who and what, the journal, keys,
 * protections, attacks, properties, doubt. */
static const struct glossary_entry entries[] = {
    {"party", NULL, "a state, office or person who sends and receives"},
    {"adversary", NULL,
     "somebody who is no party and wants to read, change or stop"},
    {"document", NULL, "the work"},
    {"copy", NULL, "what one recipient gets of a document"},
    {"portion", NULL, "a named part of a document"},
    {"channel", NULL, "a way between parties: hand, courier, network or press"},
    {"frame", NULL, "the bytes that travel at once"},
    {"journal", NULL,
     "the list of all that happened, which shows when it was changed"},
    {"record", NULL, "one entry in the journal"},
    {"level", NULL,
     "how much somebody has of a document: aware, told, holds, verified, "
     "provable"},
    {"claim", "expectation", "a sentence that the run must make true"},
    {"path", NULL, "the records by which a document came to somebody"},
    {"key", NULL,
     "secret or public bytes that open, close, sign or check a text"},
    {"long-term key", NULL, "a key that stays, and is known as a party's own"},
    {"session", NULL, "a protected conversation with keys of its own"},
    {"handshake", NULL,
     "the first messages of a session, in which its keys are agreed"},
    {"fresh key", "ephemeral key", "a key made for once and then destroyed"},
    {"ratchet", NULL, "a session that takes new keys with every turn"},
    {"prekey", NULL,
     "a public key left for people who write while you are away"},
    {"seal", NULL, "encryption of a text for named recipients"},
    {"tag", "MAC", "a check value made with a shared key"},
    {"signature", NULL,
     "a check value that one key makes and everybody can verify"},
    {"hash", NULL, "a short value of a text, which anybody can compute"},
    {"salt", NULL, "random bytes that stop guessing"},
    {"root", NULL, "one hash over all portions"},
    {"receipt", NULL, "the recipient's signature that a copy came"},
    {"marking", NULL, "words on a document that say who may have it"},
    {"mark", NULL, "a small difference in wording that tells copies apart"},
    {"padding", NULL, "extra bytes that hide a length"},
    {"cover", NULL, "messages without meaning, sent to hide others"},
    {"eavesdropping", NULL, "reading along on a channel"},
    {"replay", NULL, "sending again what was sent before"},
    {"man in the middle", NULL,
     "somebody who sits between two parties who think they talk to each "
     "other"},
    {"injection", NULL, "adding a message in another's name"},
    {"key-compromise impersonation", NULL,
     "posing as others to somebody whose key was stolen"},
    {"unknown key-share", NULL, "two share a key and disagree about with whom"},
    {"forward secrecy", NULL, "a later theft opens nothing of before"},
    {"post-compromise security", "healing",
     "an earlier theft opens nothing of later"},
    {"deniability", NULL, "the reader cannot convince others"},
    {"non-repudiation", NULL, "the reader can convince others"},
    {"prior", NULL, "how likely something is before the evidence"},
    {"posterior", NULL, "how likely something is after the evidence"},
    {"hazard", NULL, "the chance per time that it happens now"},
    {"collusion", NULL, "several insiders work together"},
    {"common knowledge", NULL,
     "all know it, all know that all know it, and so on without end"},
    {"interception", NULL, "a text is read on the way"},
    {"exposure", NULL, "a text is given away by a holder"},
    {"inference", NULL, "something is concluded from what is seen"},
    {"intrusion", NULL, "a text is opened with stolen keys"},
};

enum { COUNT = sizeof entries / sizeof *entries };

const struct glossary_entry *glossary_at(size_t i)
{
    return i < COUNT ? &entries[i] : NULL;
}

const struct glossary_entry *glossary_find(const char *word)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strcasecmp(entries[i].word, word) == 0 ||
            (entries[i].other && strcasecmp(entries[i].other, word) == 0))
            return &entries[i];
    return NULL;
}

const struct glossary_entry *glossary_near(const char *word)
{
    struct name_nearest near;

    name_nearest_init(&near, word);
    for (size_t i = 0; i < COUNT; i++)
        name_nearest_try(&near, entries[i].word);
    return near.best ? glossary_find(near.best) : NULL;
}
