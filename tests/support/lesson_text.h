/* A small lesson that is good in all respects, for tests that change it. */
#ifndef TESTS_SUPPORT_LESSON_TEXT_H
#define TESTS_SUPPORT_LESSON_TEXT_H

/* A letter without a seal, which a listener reads. */
#define LESSON_TEXT_SCENARIO                                         \
    "demarche: 1\n"                                                  \
    "title: The open letter\n"                                       \
    "story: A letter goes over a line, and somebody listens.\n"      \
    "clock: {start: 2022-01-01, end: 2022-01-04}\n"                  \
    "parties: {us: , nato: }\n"                                      \
    "channels:\n"                                                    \
    "  wire: {between: [us, nato], medium: network, delay: 40 ms}\n" \
    "documents: {memo: {author: us, portions: {one: A.}}}\n"         \
    "protection:\n"                                                  \
    "  plain: {session: none}\n"                                     \
    "adversary: {listener: {channels: wire, can: observe}}\n"        \
    "script:\n"                                                      \
    "  - {at: 2022-01-02, draft: memo}\n"                            \
    "  - {at: 2022-01-03, send: memo, to: nato, protect: plain}\n"   \
    "expect:\n"                                                      \
    "  - nato holds memo\n"                                          \
    "  - listener never holds memo\n"

#define LESSON_TEXT                                                      \
    LESSON_TEXT_SCENARIO                                                 \
    "lesson:\n"                                                          \
    "  number: 1\n"                                                      \
    "  idea: All can be read.\n"                                         \
    "  minutes: 7\n"                                                     \
    "  terms: [seal, MAC]\n"                                             \
    "  claim: listener never holds memo\n"                               \
    "  predict:\n"                                                       \
    "    ask: Who reads?\n"                                              \
    "    choices:\n"                                                     \
    "      a: {say: All., because: So it is., right: yes}\n"             \
    "      b: {say: None., because: It is not so.}\n"                    \
    "  look: [{do: who, mark: listener/memo}]\n"                         \
    "  explain: Nothing closes the letter.\n"                            \
    "  fix:\n"                                                           \
    "    ask: Close it.\n"                                               \
    "    change: protection.plain.seal=age\n"                            \
    "    hints: [A seal closes.]\n"                                      \
    "    wrong:\n"                                                       \
    "      - {change: protection.plain.sign=ed25519, because: It hides " \
    "nothing.}\n"                                                        \
    "  look-again: [{do: diff}]\n"                                       \
    "  transfer:\n"                                                      \
    "    ask: How many levels are there?\n"                              \
    "    number: {is: 5, within: 1, unit: levels, because: Five., "      \
    "below: More., above: Fewer.}\n"

#endif
