# Least squares by R's lm: Tables 4 and 5 on the SYNTHETIC twin, Longley's data, and a column of mean 1e7.
# Run in this folder: Rscript models.R > models.out.csv
source("write.R")
cat("part,quantity,name,value\n")

twin <- read.csv("twin90.csv")
factors <- c("median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
             "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal")
write_model("likes", "N_like", factors, twin)
write_model("posts", "N_Post", factors, twin)

for (v in c("N_like", "N_Post", factors)) {
  x <- twin[[v]]
  n <- length(x)
  m <- mean(x)
  write_result("descriptives", "minimum", min(x), v)
  write_result("descriptives", "maximum", max(x), v)
  write_result("descriptives", "mean", m, v)
  write_result("descriptives", "sd", sd(x), v)
  write_result("descriptives", "median", median(x), v)
  write_result("descriptives", "skewness", n / ((n - 1) * (n - 2)) * sum(((x - m) / sd(x))^3), v)
}

X <- cbind(1, as.matrix(twin[factors]))
X <- sweep(X, 2, sqrt(colSums(X^2)), "/")
s <- svd(X)
write_result("collinearity", "index", s$d[1] / s$d, seq_along(s$d))
phi <- sweep(s$v^2, 2, s$d^2, "/")
phi <- phi / rowSums(phi)
write_result("collinearity", "proportion_of_last", phi[, length(s$d)], c("", factors))

write_model("longley", "Employed", setdiff(names(longley), "Employed"), longley)

# year counted in days: mean near 1e7, sd near 10, beside an ordinary factor
i <- 1:40
far <- data.frame(y = (i * 37) %% 101 / 4, day = 1e7 + (i * 53) %% 29, age = 30 + (i * 17) %% 23)
write_result("far", "y", far$y, i)
write_result("far", "day", far$day, i)
write_result("far", "age", far$age, i)
near <- transform(far, day = day - 1e7)
write_model("near", "y", c("day", "age"), near)
