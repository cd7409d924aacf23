# The figures of R, and of its package survival, for the data sets in the file
# `data` (set, day, cause; cause 0: censored), a line each: what, for which, and
# the figures. NA where R gives none.
library(survival)
options(warn = 2)

CAUSES <- 3
put <- function(what, ...) {
    cat(what, sprintf("%.17g", c(...)), "\n")
}

data <- read.table("data", col.names = c("set", "day", "cause"))
for (set in unique(data$set)) {
    runs <- data[data$set == set, ]
    km <- survfit(Surv(day, cause > 0) ~ 1, runs, conf.type = "log-log")
    for (i in seq_along(km$time))
        put("survival", set, km$time[i], km$n.risk[i], km$n.event[i],
            km$n.censor[i], km$surv[i], km$lower[i], km$upper[i])
    for (p in c(0.1, 0.25, 0.5, 0.75, 0.9)) {
        q <- quantile(km, p)
        put("level", set, p, q$quantile, q$lower, q$upper)
    }
    states <- factor(runs$cause, 0:CAUSES)
    aj <- survfit(Surv(runs$day, states) ~ 1, conf.type = "log-log")
    for (i in seq_along(aj$time))
        for (k in 1:CAUSES) {
            column <- match(as.character(k), aj$states)
            put("incidence", set, aj$time[i], k, aj$n.event[i, column],
                aj$pstate[i, column], aj$lower[i, column],
                aj$upper[i, column])
        }
}

for (n in c(1, 2, 3, 7, 20, 256, 1000, 100000))
    for (seen in unique(c(0, 1, n %/% 7, n %/% 2, n))) {
        ci <- suppressWarnings(prop.test(seen, n, correct = FALSE)$conf.int)
        put("wilson", seen, n, ci)
    }
for (n in c(1:40, 99, 100, 499:502, 1000, 12345))
    put("student", n, qt(0.975, n))
for (n in c(1:60, 99, 100, 256, 1000, 1000000))
    for (p in c(0.01, 0.1, 0.25, 0.5, 0.9, 0.95, 0.999))
        put("ranks", n, p, qbinom(0.025, n, p), qbinom(0.975, n, p) + 1,
            quantile(1:n, p, type = 2))

x <- c(3.5, 1.25, 8, -2, 4, 4, 19, 0.5)
y <- c(4.5, 1, 9.75, 0, 4, 5, 17, 2.5)
put("paired", mean(y - x), t.test(y, x, paired = TRUE)$conf.int, sd(y - x))
