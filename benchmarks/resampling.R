# Standardised coefficients of resamples by boot: Rscript resampling.R twin90.csv 10000. See resampling.py.
library(boot)
asked <- commandArgs(trailingOnly = TRUE)
z <- read.csv(asked[1])
z <- as.matrix(z[c("N_like", "median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
                   "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal")])
betas <- function(z, i) {
  r <- suppressWarnings(cor(z[i, ]))
  if (anyNA(r)) return(rep(NA, ncol(z) - 1))
  solve(r[-1, -1], r[-1, 1])
}
set.seed(1)
invisible(boot(z, betas, R = 500))
started <- proc.time()[["elapsed"]]
found <- boot(z, betas, R = as.integer(asked[2]))
seconds <- proc.time()[["elapsed"]] - started
cat(sprintf("%.8f", found$t0), fill = 1000)
cat("# inner ", seconds, "\n", "# version R ", as.character(getRversion()), "\n", "# version boot ", as.character(packageVersion("boot")), "\n", sep = "")
