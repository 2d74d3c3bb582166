# Every subset of factors by lm and sandwich, and shares of R² by their definition, on the SYNTHETIC twin.
# Needs sandwich (3.0-2 made the output).
# Run in this folder: Rscript specifications.R > specifications.out.csv
suppressPackageStartupMessages(library(sandwich))
source("write.R")
cat("part,quantity,name,value\n")

twin <- read.csv("twin90.csv")
twin$log_like <- log(twin$N_like)
factors <- c("median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
             "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal")
k <- length(factors)

# sums over all subsets for every factor, and every 97th subset in full; bit j - 1 of the code is factor j
for (outcome in c("N_like", "log_like")) {
  sums <- list()
  r2 <- numeric(2^k - 1)
  for (code in 1:(2^k - 1)) {
    chosen <- factors[bitwAnd(code, 2^(0:(k - 1))) > 0]
    fit <- lm(reformulate(chosen, outcome), data = twin)
    co <- coef(summary(fit))[-1, , drop = FALSE]
    hc3 <- sqrt(diag(vcovHC(fit, type = "HC3")))[-1]
    p3 <- 2 * pt(-abs(co[, 1] / hc3), fit$df.residual)
    r2[code] <- summary(fit)$r.squared
    values <- cbind(estimate = co[, 1], std_error = co[, 2], p = co[, 4], hc3 = hc3, hc3_p = p3)
    for (q in colnames(values)) {
      if (is.null(sums[[q]])) sums[[q]] <- setNames(numeric(k), factors)
      sums[[q]][chosen] <- sums[[q]][chosen] + values[, q]
    }
    if (code %% 97 == 0) for (q in colnames(values)) write_result(paste(outcome, code, sep = "~"), q, values[, q], chosen)
  }
  for (q in names(sums)) write_result(outcome, paste0("sum_", q), sums[[q]], factors)
  write_result(outcome, "sum_r_squared", sum(r2))
  # the mean gain over all orders: a subset of s others comes before the factor in s! (k - s - 1)! of them
  value <- c(0, r2)
  lmg <- sapply(1:k, function(j) {
    without <- which(bitwAnd(0:(2^k - 1), 2^(j - 1)) == 0) - 1
    s <- sapply(without, function(code) sum(bitwAnd(code, 2^(0:(k - 1))) > 0))
    sum(factorial(s) * factorial(k - s - 1) / factorial(k) * (value[without + 2^(j - 1) + 1] - value[without + 1]))
  })
  write_result(outcome, "lmg", lmg, factors)
}

full <- lm(reformulate(factors, "log_like"), data = twin)
for (type in c("HC0", "HC1", "HC2", "HC3", "HC4"))
  write_result("full", type, sqrt(diag(vcovHC(full, type = type)))[-1], factors)

# three other data sets, every subset in full; airquality with the rows that are complete in each subset's own factors
sets <- list(swiss = list(swiss, "Fertility"), longley = list(longley, "Employed"),
             airquality = list(airquality[c("Ozone", "Solar.R", "Wind", "Temp")], "Ozone"))
for (name in names(sets)) {
  data <- sets[[name]][[1]]
  outcome <- sets[[name]][[2]]
  others <- setdiff(names(data), outcome)
  for (v in c(outcome, others)) write_result(name, v, data[[v]], seq_len(nrow(data)))
  for (code in 1:(2^length(others) - 1)) {
    chosen <- others[bitwAnd(code, 2^(0:(length(others) - 1))) > 0]
    fit <- lm(reformulate(chosen, outcome), data = data)
    part <- paste(name, code, sep = "~")
    co <- coef(summary(fit))[-1, , drop = FALSE]
    hc3 <- sqrt(diag(vcovHC(fit, type = "HC3")))[-1]
    write_result(part, "estimate", co[, 1], chosen)
    write_result(part, "classical", co[, 2], chosen)
    write_result(part, "classical_p", co[, 4], chosen)
    write_result(part, "HC3", hc3, chosen)
    write_result(part, "HC3_p", 2 * pt(-abs(co[, 1] / hc3), fit$df.residual), chosen)
    write_result(part, "r_squared", summary(fit)$r.squared)
    write_result(part, "n", nobs(fit))
  }
}

# by going through the orders one by one: six factors, and the same six in three groups that are not interrupted
six <- factors[c(1:4, 8, 11)]
groups <- c(1, 1, 2, 3, 3, 3)
orders <- function(v) if (length(v) < 2) list(v) else
  do.call(c, lapply(seq_along(v), function(i) lapply(orders(v[-i]), function(rest) c(v[i], rest))))
seen <- new.env()
r2_of <- function(set) {
  if (length(set) == 0) return(0)
  key <- paste(sort(set), collapse = " ")
  if (is.null(seen[[key]])) seen[[key]] <- summary(lm(reformulate(six[sort(set)], "N_like"), data = twin))$r.squared
  seen[[key]]
}
gains <- function(list_of_orders) {
  total <- numeric(length(six))
  for (o in list_of_orders) for (i in seq_along(o)) total[o[i]] <- total[o[i]] + r2_of(o[1:i]) - r2_of(o[seq_len(i - 1)])
  total / length(list_of_orders)
}
all_orders <- orders(seq_along(six))
write_result("six", "lmg", gains(all_orders), six)
together <- Filter(function(o) length(rle(groups[o])$lengths) == 3, all_orders)
write_result("six", "owen", gains(together), six)
