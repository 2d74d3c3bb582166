# Errors of least squares by sandwich, clubSandwich, lmtest and boot, and by hand where no package has them: the
# SYNTHETIC twin, and longley, mtcars and swiss of R (sandwich 3.0-2, clubSandwich 0.5.8, lmtest 0.9-40, boot 1.3-28.1).
# Random draws come from a generator that the tests have as well.
# Run in this folder: Rscript errors.R > errors.out.csv
suppressMessages({library(sandwich); library(lmtest); library(clubSandwich); library(boot)})
source("write.R")
cat("part,quantity,name,value\n")

# Park & Miller's generator: exact in doubles, so that every language draws the same.
uniform <- function(n, seed) {
  x <- numeric(n)
  for (i in 1:n) {
    seed <- (16807 * seed) %% 2147483647
    x[i] <- seed / 2147483647
  }
  x
}
drawn <- function(draws, n, seed) matrix(uniform(draws * n, seed), draws, n, byrow = TRUE)

by_t <- function(part, method, fit, V, df) {
  b <- coef(fit)[-1]
  se <- sqrt(diag(V))[-1]
  write_result(part, paste0(method, "_std_error"), se, names(b))
  write_result(part, paste0(method, "_p"), 2 * pt(-abs(b / se), df), names(b))
  write_result(part, paste0(method, "_conf_low"), b - qt(0.975, df) * se, names(b))
  write_result(part, paste0(method, "_conf_high"), b + qt(0.975, df) * se, names(b))
}

write_robust <- function(part, fit, group) {
  b <- coef(fit)[-1]
  df <- fit$df.residual
  write_result(part, "estimate", b, names(b))
  by_t(part, "classical", fit, vcov(fit), df)
  for (type in c("HC0", "HC1", "HC2", "HC3", "HC4")) by_t(part, type, fit, vcovHC(fit, type = type), df)
  G <- length(unique(group))
  by_t(part, "CR0", fit, vcovCL(fit, group, type = "HC0", cadjust = FALSE), G - 1)
  by_t(part, "CR1", fit, vcovCL(fit, group), G - 1)
  # clubSandwich keeps two digits of the twin as it is, whose factors have spreads from 0.3 to 1e8: it sees them scaled
  X <- model.matrix(fit)[, -1]
  unit <- apply(X, 2, sd)
  X <- sweep(X, 2, unit, "/")
  y <- model.response(model.frame(fit))
  w <- fit$weights
  scaled <- if (is.null(w)) lm(y ~ X) else lm(y ~ X, weights = w)
  for (method in c("CR2", "HC2-BM")) {
    own <- if (method == "CR2") group else seq_along(group)
    V <- if (is.null(w)) vcovCR(scaled, own, "CR2") else vcovCR(scaled, own, "CR2", inverse_var = TRUE)
    df2 <- coef_test(scaled, V, test = "Satterthwaite")$df_Satt[-1]
    write_result(part, paste0(method, "_df"), df2, names(b))
    V <- as.matrix(V) / outer(c(1, unit), c(1, unit))
    by_t(part, method, fit, V, df2)
  }
}

standardised <- function(z) {
  z <- scale(z)
  .lm.fit(cbind(1, z[, -1]), z[, 1])$coefficients[-1]
}
plain <- function(z) .lm.fit(cbind(1, z[, -1]), z[, 1])$coefficients[-1]

left_out <- function(z, group, fit) t(sapply(unique(group), function(g) fit(z[group != g, , drop = FALSE])))
jackknife <- function(values) {
  G <- nrow(values)
  sqrt((G - 1) / G * colSums(sweep(values, 2, colMeans(values))^2))
}

# boot's own boot.ci, on resamples of ours: an object of boot with its replicates exchanged
interval <- function(type, t0, t, ...) {
  object <- boot(1:9, function(d, i) mean(d[i]), R = 9)
  object$R <- length(t)
  object$t <- matrix(t)
  object$t0 <- t0
  # limits beyond the outermost draws are wanted too: ours are the same
  found <- suppressWarnings(boot.ci(object, type = type, t0 = t0, t = t, ...))
  found[[c(perc = "percent", bca = "bca", stud = "student")[type]]][4:5]
}

write_pairs <- function(part, z, draws, seed, group = NULL) {
  names <- colnames(z)[-1]
  units <- if (is.null(group)) seq_len(nrow(z)) else group
  own <- unique(units)
  chosen <- floor(drawn(draws, length(own), seed) * length(own)) + 1
  rows <- lapply(seq_len(draws), function(d) unlist(lapply(own[chosen[d, ]], function(u) which(units == u))))
  sound <- sapply(rows, function(i) qr(cbind(1, scale(z[i, -1], scale = FALSE)), tol = 1e-9)$rank == ncol(z))
  write_result(part, "pairs_singular", sum(!sound))
  rows <- rows[sound]
  for (scale in c("units", "standardised")) {
    fit <- if (scale == "units") plain else standardised
    t0 <- fit(z)
    t <- t(sapply(rows, function(i) fit(z[i, ])))
    without <- left_out(z, units, fit)
    for (j in seq_along(names)) {
      write_result(part, paste0("pairs_", scale, "_std_error"), sd(t[, j]), names[j])
      write_result(part, paste0("percentile_", scale), interval("perc", t0[j], t[, j]), paste0(names[j], c("_low", "_high")))
      L <- mean(without[, j]) - without[, j]
      write_result(part, paste0("bca_", scale), interval("bca", t0[j], t[, j], L = L), paste0(names[j], c("_low", "_high")))
    }
  }
  if (is.null(group)) {
    hc1 <- function(z) {
      data <- as.data.frame(z)
      # a resample of few different rows may fit perfectly, and t is as large as rounding lets it be
      suppressWarnings(diag(vcovHC(lm(reformulate(names, colnames(z)[1]), data), "HC1"))[-1])
    }
    t0 <- plain(z)
    t <- t(sapply(rows, function(i) plain(z[i, ])))
    v0 <- hc1(z)
    v <- t(sapply(rows, function(i) hc1(`rownames<-`(z[i, ], NULL))))
    for (j in seq_along(names))
      write_result(part, "studentised", interval("stud", t0[j], t[, j], index = 1:2, var.t0 = v0[j], var.t = v[, j]),
                   paste0(names[j], c("_low", "_high")))
  }
}

# Freedman & Lane: t of the whole model on fitted values without the factor plus permuted residuals without it
freedman_lane <- function(z, draws, seed) {
  n <- nrow(z)
  u <- drawn(draws, n, seed)
  sapply(2:ncol(z), function(j) {
    without <- lm(z[, 1] ~ z[, -c(1, j)])
    apply(u, 1, function(row) {
      y <- fitted(without) + residuals(without)[order(row)]
      coef(summary(lm(y ~ z[, -1])))[j, "t value"]
    })
  })
}

wild <- function(z, v, j, value, group = NULL) {
  y <- z[, 1] - value * z[, j]
  without <- lm(y ~ z[, -c(1, j)])
  error <- function(fit) if (is.null(group)) sqrt(diag(vcovHC(fit, "HC3")))[j] else sqrt(diag(vcovCL(fit, group)))[j]
  whole <- lm(y ~ z[, -1])
  t <- coef(whole)[j] / error(whole)
  null <- apply(v, 1, function(row) {
    y <- fitted(without) + residuals(without) * row
    fit <- lm(y ~ z[, -1])
    coef(fit)[j] / error(fit)
  })
  list(t = unname(t), null = null, p = (sum(abs(null) >= abs(t) * (1 - 1e-10)) + 1) / (nrow(v) + 1))
}

# Westfall & Young, step by step from the largest (Ge, Dudoit & Speed 2003, box 2)
max_t <- function(t, null) {
  order <- order(-abs(t))
  p <- numeric(length(t))
  for (i in seq_along(order)) {
    largest <- apply(abs(null[, order[i:length(order)], drop = FALSE]), 1, max)
    p[order[i]] <- (sum(largest >= abs(t[order[i]]) * (1 - 1e-10)) + 1) / (nrow(null) + 1)
  }
  p[order] <- cummax(p[order])
  p
}

write_draws <- function(part, z, draws, group) {
  names <- colnames(z)[-1]
  t <- coef(summary(lm(z[, 1] ~ z[, -1])))[-1, "t value"]
  null <- freedman_lane(z, draws, 7)
  write_result(part, "permutation_null_of_first", null[, 1], seq_len(draws))
  write_result(part, "permutation_p", (colSums(sweep(abs(null), 2, abs(t) * (1 - 1e-10), ">=")) + 1) / (draws + 1), names)
  write_result(part, "westfall_young", max_t(t, null), names)
  signs <- 2 * (drawn(draws, nrow(z), 11) < 0.5) - 1
  six <- c(-sqrt(1.5), -1, -sqrt(0.5), sqrt(0.5), 1, sqrt(1.5))
  webb <- matrix(six[floor(drawn(draws, length(unique(group)), 13) * 6) + 1], draws)
  for (j in seq_along(names)) {
    own <- wild(z, signs, j + 1, 0)
    write_result(part, "wild_p", own$p, names[j])
    if (j == 1) write_result(part, "wild_null_of_first", own$null, seq_len(draws))
    fit <- lm(z[, 1] ~ z[, -1])
    value <- coef(fit)[j + 1] + 1.5 * sqrt(vcov(fit)[j + 1, j + 1])
    write_result(part, "wild_p_at_value", wild(z, signs, j + 1, value)$p, names[j])
    by <- match(group, unique(group))
    clustered <- wild(z, webb[, by], j + 1, 0, group)
    write_result(part, "wild_clustered_t", clustered$t, names[j])
    write_result(part, "wild_clustered_p", clustered$p, names[j])
  }
}

write_all <- function(part, outcome, data, group, draws, boots) {
  data <- data[c(outcome, setdiff(names(data), outcome))]
  z <- as.matrix(data)
  rownames(z) <- NULL
  if (part != "twin") for (v in colnames(z)) write_result(part, paste0("data_", v), z[, v], seq_len(nrow(z)))
  write_result(part, "group", group, seq_len(nrow(z)))
  # from their means: the inverse that sandwich squares has seven digits only of Longley's columns as they are
  data <- as.data.frame(scale(z, scale = FALSE))
  fit <- lm(reformulate(colnames(z)[-1], outcome), data = data)
  write_robust(part, fit, group)
  z <- as.matrix(data)
  names <- colnames(z)[-1]
  rows <- seq_len(nrow(z))
  write_result(part, "jackknife_units", jackknife(left_out(z, rows, plain)), names)
  write_result(part, "jackknife_standardised", jackknife(left_out(z, rows, standardised)), names)
  write_result(part, "jackknife_clusters", jackknife(left_out(z, group, plain)), names)
  write_pairs(part, z, boots, 5)
  write_draws(part, z, draws, group)
  p <- coef(summary(fit))[-1, 4]
  write_result(part, "holm", p.adjust(p, "holm"), names)
  write_result(part, "false_discovery", p.adjust(p, "BH"), names)
}

twin <- read.csv("twin90.csv")
factors <- c("median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
             "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal")
i <- 1:90
write_all("twin", "N_like", twin[c("N_like", factors)], (i * 7) %% 23, 99, 399)
write_all("longley", "Employed", longley, (1:16) %% 7, 199, 199)
write_all("mtcars", "mpg", mtcars[c("mpg", "wt", "hp", "am")], mtcars$carb + 10 * mtcars$gear, 199, 399)
write_all("swiss", "Fertility", swiss, floor(sqrt(0:46 * 3)), 199, 399)

write_pairs("swiss_clusters", as.matrix(swiss), 199, 17, floor(sqrt(0:46 * 3)))

# weights, those of 0 taken out before
w <- (1:47) %% 5
weighted <- lm(Fertility ~ ., data = swiss[w > 0, ], weights = w[w > 0])
write_robust("swiss_weighted", weighted, floor(sqrt(0:46 * 3))[w > 0])

# a factor that one cluster alone has: its block of the hat matrix reproduces a direction, and CR2 needs an inverse of rank
alone <- as.data.frame(scale(cbind(mtcars[c("mpg", "wt")], five = mtcars$gear == 5), scale = FALSE))
write_robust("mtcars_alone", lm(mpg ~ wt + five, data = alone), mtcars$gear)

power_t <- function(ncp, df, alpha) {
  limit <- qt(1 - alpha / 2, df)
  pt(limit, df, ncp, lower.tail = FALSE) + pt(-limit, df, ncp)
}
power_f <- function(ncp, df1, df2, alpha) pf(qf(1 - alpha, df1, df2), df1, df2, ncp, lower.tail = FALSE)
root <- function(f, wanted) uniroot(function(x) f(x) - wanted, c(1e-6, 500), tol = 1e-13)$root
for (df in c(1, 2, 5, 11.25, 78, 500)) for (alpha in c(0.01, 0.05)) {
  for (ncp in c(0, 0.5, 2.8, 6)) write_result("power", "t", power_t(ncp, df, alpha), paste(ncp, df, alpha, sep = "|"))
  if (df > 2)
    write_result("power", "detectable_t", root(function(x) power_t(x, df, alpha), 0.8), paste(df, alpha, sep = "|"))
}
for (df1 in c(1, 3, 11)) for (df2 in c(4, 78, 300)) {
  for (ncp in c(0, 2, 20, 120)) write_result("power", "f", power_f(ncp, df1, df2, 0.05), paste(ncp, df1, df2, sep = "|"))
  ncp <- root(function(x) power_f(x, df1, df2, 0.05), 0.8)
  write_result("power", "detectable_r_squared", ncp / (ncp + df1 + df2 + 1), paste(df1, df2, sep = "|"))
}
for (p in c(1e-10, 0.001, 0.025, 0.3, 0.5, 0.9)) write_result("quantile", "normal", qnorm(p), p)
for (df1 in c(1, 3, 11)) for (df2 in c(4, 11.25, 78)) write_result("quantile", "f", qf(0.95, df1, df2), paste(df1, df2, sep = "|"))
