# What the figures show beyond the tables, on the SYNTHETIC twin: intervals of standardised coefficients by confint of
# the model of scaled variables, correlations of the factors, and the rank correlation of likes and posts.
# Run in this folder: Rscript pictures.R > pictures.out.csv
source("write.R")
cat("part,quantity,name,value\n")

twin <- read.csv("twin90.csv")
factors <- c("median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
             "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal")
for (outcome in c("N_like", "N_Post")) {
  scaled <- as.data.frame(scale(twin[c(outcome, factors)]))
  fit <- lm(reformulate(factors, outcome), data = scaled)
  for (level in c(0.95, 0.9)) {
    interval <- confint(fit, level = level)[-1, ]
    write_result(outcome, paste0("low_", level), interval[, 1], factors)
    write_result(outcome, paste0("high_", level), interval[, 2], factors)
  }
}
r <- cor(twin[factors])
for (f in factors) write_result("correlation", f, r[f, ], factors)
write_result("association", "rho", cor(twin$N_like, twin$N_Post, method = "spearman"))
