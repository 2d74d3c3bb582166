# Influence, specification tests and normality by R: on the SYNTHETIC twin and on data that come with R.
# Run in this folder: Rscript diagnostics.R > diagnostics.out.csv
source("write.R")
suppressMessages(library(lmtest))
cat("part,quantity,name,value\n")

twin <- read.csv("twin90.csv")
all11 <- c("median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
           "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal")
parts <- list(
  likes = cbind(y = twin$N_like, twin[all11]),
  posts = cbind(y = twin$N_Post, twin[all11]),
  longley = cbind(y = longley$Employed, longley[setdiff(names(longley), "Employed")]),
  mtcars = cbind(y = mtcars$mpg, mtcars[c("disp", "hp", "wt", "am")]),
  warpbreaks = cbind(y = warpbreaks$breaks, as.data.frame(model.matrix(~ wool + tension, warpbreaks)[, -1]))
)

for (part in names(parts)) {
  data <- parts[[part]]
  n <- nrow(data)
  rows <- seq_len(n)
  rownames(data) <- rows
  factors <- names(data)[-1]
  if (!part %in% c("likes", "posts")) for (v in names(data)) write_result(part, paste0("data:", v), data[[v]], rows)
  fit <- lm(y ~ ., data = data)
  write_result(part, "leverage", hatvalues(fit), rows)
  write_result(part, "standardised", rstandard(fit), rows)
  write_result(part, "studentised", rstudent(fit), rows)
  write_result(part, "cook", cooks.distance(fit), rows)
  write_result(part, "dffits", dffits(fit), rows)
  D <- dfbetas(fit)
  if (part != "posts") for (j in seq_along(factors)) write_result(part, paste0("dfbetas:", factors[j]), D[, j + 1], rows)
  # every refit, one case left out
  without <- lapply(rows, function(i) coef(summary(lm(y ~ ., data = data[-i, ]))))
  for (f in factors) {
    if (part != "posts") write_result(part, paste0("estimate_without:", f), sapply(without, function(s) s[f, 1]), rows)
    write_result(part, paste0("p_without:", f), sapply(without, function(s) s[f, 4]), rows)
  }

  test <- function(quantity, statistic, df, p)
    write_result(part, quantity, c(statistic, df, p), c("statistic", paste0("df", seq_along(df)), "p"))
  reset <- resettest(fit, power = 2:3, type = "fitted")
  test("reset", reset$statistic, reset$parameter, reset$p.value)
  koenker <- bptest(fit)
  test("koenker", koenker$statistic, koenker$parameter, koenker$p.value)
  bp <- bptest(fit, studentize = FALSE)
  test("breusch_pagan", bp$statistic, bp$parameter, bp$p.value)
  short <- bptest(fit, ~ fitted(fit) + I(fitted(fit)^2))
  test("white_short", short$statistic, short$parameter, short$p.value)
  # White (1980): all factors, squares and products; columns that repeat others fall out
  Z <- scale(as.matrix(data[factors]))
  pairs <- combn(length(factors), 2)
  W <- cbind(1, Z, Z^2, Z[, pairs[1, ]] * Z[, pairs[2, ]])
  decomposed <- qr(W, tol = 1e-9)
  if (decomposed$rank < n) {
    e2 <- residuals(fit)^2
    statistic <- n * (1 - sum(qr.resid(decomposed, e2)^2) / sum((e2 - mean(e2))^2))
    df <- decomposed$rank - 1
    test("white", statistic, df, pchisq(statistic, df, lower.tail = FALSE))
  }
  s <- shapiro.test(residuals(fit))
  write_result(part, "shapiro", c(s$statistic, s$p.value), c("statistic", "p"))
  write_result(part, "negative_fitted", sum(fitted(fit) < 0))

  X <- cbind(1, as.matrix(data[factors]))
  X <- sweep(X, 2, sqrt(colSums(X^2)), "/")
  s <- svd(X)
  write_result(part, "index", s$d[1] / s$d, seq_along(s$d))
  phi <- sweep(s$v^2, 2, s$d^2, "/")
  phi <- phi / rowSums(phi)
  for (j in seq_along(s$d)) write_result(part, paste0("proportions:", j), phi[, j], c("", factors))
}

# Shapiro-Wilk at other sizes, by rule: from three values to a thousand
for (n in c(3, 4, 5, 6, 11, 12, 30, 100, 1000)) {
  i <- seq_len(n)
  x <- ((i * 7919) %% 1009)^1.5 / 100
  write_result(paste0("shapiro", n), "x", x, i)
  s <- shapiro.test(x)
  write_result(paste0("shapiro", n), "shapiro", c(s$statistic, s$p.value), c("statistic", "p"))
}
