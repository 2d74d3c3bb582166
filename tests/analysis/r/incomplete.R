# Missing answers by R: mice's patterns, imputations, pooling; Little's test and inverse-probability weights by hand.
# Needs mice (3.15.0) and sandwich (3.0.2); takes a minute. Run in this folder: Rscript incomplete.R > incomplete.out.csv
suppressMessages({library(mice); library(sandwich)})
source("write.R")
cat("part,quantity,name,value\n")

# A data set cell by cell, so that the tests need no other file.
write_data <- function(part, data)
  for (v in names(data)) write_result(part, paste0("data:", v), data[[v]], seq_len(nrow(data)))

write_patterns <- function(part, data) {
  p <- md.pattern(data, plot = FALSE)
  k <- nrow(p) - 1
  codes <- apply(p[1:k, 1:ncol(data), drop = FALSE], 1, function(r) {
    lacking <- sort(colnames(p)[1:ncol(data)][r == 0], method = "radix")
    if (length(lacking)) paste(lacking, collapse = "+") else "nothing"
  })
  write_result(part, "pattern", as.numeric(rownames(p)[1:k]), codes)
  write_result(part, "n_missing", colSums(is.na(data)), names(data))
}

# Little (1988) with the maximum likelihood estimates of EM, row by row as in the textbook.
write_little <- function(part, data) {
  X <- scale(as.matrix(data))
  X <- X[rowSums(!is.na(X)) > 0, ]
  n <- nrow(X); k <- ncol(X)
  mu <- rep(0, k); S <- diag(k)
  repeat {
    t1 <- rep(0, k); t2 <- matrix(0, k, k)
    for (i in 1:n) {
      o <- !is.na(X[i, ]); x <- X[i, ]; C <- matrix(0, k, k)
      if (any(!o)) {
        B <- S[!o, o, drop = FALSE] %*% solve(S[o, o, drop = FALSE])
        x[!o] <- mu[!o] + B %*% (X[i, o] - mu[o])
        C[!o, !o] <- S[!o, !o, drop = FALSE] - B %*% S[o, !o, drop = FALSE]
      }
      t1 <- t1 + x; t2 <- t2 + x %*% t(x) + C
    }
    new_mu <- t1 / n; new_S <- t2 / n - new_mu %*% t(new_mu)
    change <- max(abs(new_mu - mu), abs(new_S - S))
    mu <- new_mu; S <- new_S
    if (change < 1e-12) break
  }
  pattern <- apply(is.na(X), 1, paste, collapse = "")
  d2 <- 0; df <- -k
  for (j in unique(pattern)) {
    Y <- X[pattern == j, , drop = FALSE]; o <- !is.na(Y[1, ])
    d <- colMeans(Y)[o] - mu[o]
    d2 <- d2 + nrow(Y) * as.numeric(t(d) %*% solve(S[o, o, drop = FALSE]) %*% d)
    df <- df + sum(o)
  }
  write_result(part, "little", c(d2, df, pchisq(d2, df, lower.tail = FALSE)), c("chi2", "df", "p"))
  centre <- colMeans(data, na.rm = TRUE); sd <- apply(data, 2, sd, na.rm = TRUE)
  write_result(part, "em_mean", centre + sd * mu, names(data))
  write_result(part, "em_variance", diag(S) * sd^2, names(data))
}

# Imputed cells, so that the tests can build the same datasets, and what mice makes of the models.
write_pooled <- function(part, data, formula, m) {
  imp <- mice(data, m = m, maxit = 5, seed = 5, printFlag = FALSE)
  for (v in names(data)) if (sum(is.na(data[[v]])) > 0) {
    cells <- imp$imp[[v]]
    for (i in 1:m) write_result(part, paste0("imputed:", v), as.numeric(cells[[i]]), paste(i, rownames(cells), sep = "."))
  }
  fits <- as.mira(lapply(1:m, function(i) lm(formula, data = complete(imp, i))))
  est <- pool(fits)
  s <- summary(est, type = "all", conf.int = TRUE)
  for (q in c("estimate", "std.error", "statistic", "df", "p.value", "riv", "lambda", "fmi", "ubar", "b", "2.5 %", "97.5 %"))
    write_result(part, paste0("pooled:", q), s[[q]], as.character(s$term))
  write_result(part, "dfcom", est$pooled$dfcom[1])
  r2 <- sapply(fits$analyses, function(f) summary(f)$r.squared)
  z <- atanh(sqrt(r2)); n <- nrow(data)
  p <- pool.scalar(z, rep(1 / (n - 3), m))
  reach <- qnorm(0.975) * sqrt(p$t)
  write_result(part, "r_squared", c(pool.r.squared(fits)[1], tanh(max(p$qbar - reach, 0))^2, tanh(p$qbar + reach)^2, pool.r.squared(fits)[4]),
               c("estimate", "low", "high", "fmi"))
}

write_all <- function(part, data, formula, m) {
  write_data(part, data)
  write_patterns(part, data)
  write_little(part, data)
  write_pooled(part, data, formula, m)
}

write_all("nhanes", nhanes, chl ~ age + bmi, 5)
write_all("airquality", airquality[1:4], Ozone ~ Solar.R + Wind + Temp, 10)
# all six columns, as in the documentation of naniar's mcar_test: 35.1, df 14, p 0.00142
write_data("air6", airquality)
write_little("air6", airquality)
some <- boys[seq(1, nrow(boys), by = 6), c("age", "hgt", "wgt", "hc", "tv")]
rownames(some) <- NULL
write_all("boys", some, wgt ~ age + hgt + hc, 5)

# The SYNTHETIC twin with holes by a fixed rule: budgets more often where governments are small.
twin <- read.csv("twin90.csv")[c("N_like", "median_age", "population_total", "f_independence", "budget", "purpose_pull")]
# mice's normal equations are not scaled, so large units would be singular to it
twin <- transform(twin, population_total = population_total / 1e3, budget = budget / 1e6)
i <- 1:90
twin$budget[twin$population_total < median(twin$population_total) & (i * 37) %% 5 < 2] <- NA
twin$purpose_pull[(i * 53) %% 11 == 0] <- NA
twin$N_like[(i * 29) %% 17 == 0] <- NA
write_all("twin", twin, N_like ~ median_age + population_total + f_independence + budget + purpose_pull, 10)

# Inverse-probability weights for the complete cases of the twin, and the weighted fit with sandwich errors.
there <- complete.cases(twin)
response <- glm(there ~ median_age + f_independence, family = binomial, data = twin, control = list(epsilon = 1e-14, maxit = 100))
write_result("weights", "coefficient", coef(response), names(coef(response)))
w <- 1 / fitted(response)[there]
w <- w / mean(w)
write_result("weights", "weight", w, which(there))
write_result("weights", "effective_n", sum(w)^2 / sum(w^2))
fit <- lm(N_like ~ median_age + population_total + budget, data = twin[there, ], weights = w)
write_result("weights", "estimate", coef(fit), names(coef(fit)))
for (h in c("HC0", "HC1", "HC2", "HC3")) write_result("weights", h, sqrt(diag(vcovHC(fit, type = h))), names(coef(fit)))

# One variable missing: what mice draws for each row, over many imputations of one step.
many <- function(part, data, target, method, m) {
  how <- make.method(data); how[] <- ""; how[target] <- method
  imp <- mice(data, m = m, maxit = 1, method = how, seed = 11, printFlag = FALSE)
  drawn <- as.matrix(as.data.frame(lapply(imp$imp[[target]], function(x) as.numeric(as.character(x)))))
  write_result(part, "mean", rowMeans(drawn), rownames(imp$imp[[target]]))
  write_result(part, "sd", apply(drawn, 1, sd), rownames(imp$imp[[target]]))
  write_result(part, "m", m)
}
air <- airquality[!is.na(airquality$Solar.R), 1:4]
rownames(air) <- NULL
write_data("pmm", air)
many("pmm", air, "Ozone", "pmm", 4000)
yes <- transform(twin[c("median_age", "population_total", "f_independence", "purpose_pull")], population_total = log(population_total))
write_data("logreg", yes)
many("logreg", transform(yes, purpose_pull = factor(purpose_pull)), "purpose_pull", "logreg", 4000)

# All variables together: the means of what is imputed in nhanes, chained.
imp <- mice(nhanes, m = 400, maxit = 10, method = "pmm", seed = 12, printFlag = FALSE)
for (v in c("bmi", "hyp", "chl")) {
  drawn <- as.matrix(imp$imp[[v]])
  write_result("chained", "mean", mean(drawn), v)
  write_result("chained", "error", sd(colMeans(drawn)) / sqrt(400), v)
  write_result("chained", "sd", mean(apply(drawn, 2, sd)), v)
  write_result("chained", "sd_error", sd(apply(drawn, 2, sd)) / sqrt(400), v)
}
