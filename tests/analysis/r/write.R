# Prints results as comma-separated lines, with every digit that a double holds.
write_result <- function(part, quantity, values, names = rep("", length(values)))
  cat(sprintf("%s,%s,%s,%s\n", part, quantity, names, trimws(formatC(as.numeric(values), digits = 17, format = "g"))), sep = "")

# A fitted lm with everything that a published table prints; betas from scaled variables, VIF by hand.
write_model <- function(part, outcome, factors, data) {
  fit <- lm(reformulate(factors, outcome), data = data)
  s <- summary(fit)
  co <- coef(s)
  for (j in 1:4) {
    quantity <- c("estimate", "std_error", "t", "p")[j]
    write_result(part, quantity, co[-1, j], rownames(co)[-1])
    write_result(part, paste0("constant_", quantity), co[1, j])
  }
  scaled <- as.data.frame(scale(data[c(outcome, factors)]))
  write_result(part, "beta", coef(lm(reformulate(factors, outcome), data = scaled))[-1], factors)
  vif <- sapply(factors, function(f) {
    others <- setdiff(factors, f)
    if (length(others) == 0) 1 else 1 / (1 - summary(lm(reformulate(others, f), data = data))$r.squared)
  })
  write_result(part, "vif", vif, factors)
  f <- s$fstatistic
  write_result(part, "r_squared", s$r.squared)
  write_result(part, "adjusted_r_squared", s$adj.r.squared)
  write_result(part, "f", f[1])
  write_result(part, "df_model", f[2])
  write_result(part, "df_residual", f[3])
  write_result(part, "p_f", pf(f[1], f[2], f[3], lower.tail = FALSE))
  write_result(part, "residual_std_error", s$sigma)
  write_result(part, "rss", sum(residuals(fit)^2))
  write_result(part, "residual", residuals(fit), seq_along(residuals(fit)))
  write_result(part, "fitted", fitted(fit), seq_along(fitted(fit)))
}
