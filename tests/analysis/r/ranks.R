# Rank tests by R, on the SYNTHETIC twin, on airquality and on small groups written here.
# Run in this folder: Rscript ranks.R > ranks.out.csv
source("write.R")
cat("part,quantity,name,value\n")

twin <- read.csv("twin90.csv")

# Kruskal-Wallis and the tie-corrected trend: Kendall's test is Jonckheere-Terpstra's where one variable is a group.
twin$group <- twin$purpose_pull + 2 * twin$system_legal
for (v in c("N_like", "N_Post", "median_age")) {
  k <- kruskal.test(twin[[v]], twin$group)
  write_result("kruskal", "statistic", k$statistic, v)
  write_result("kruskal", "p", k$p.value, v)
  j <- cor.test(twin$group, twin[[v]], method = "kendall", exact = FALSE)
  write_result("trend", "z", j$statistic, v)
  write_result("trend", "p", j$p.value, v)
}
k <- kruskal.test(Ozone ~ Month, data = airquality)
write_result("airquality", "ozone", airquality$Ozone, airquality$Month)
write_result("airquality", "statistic", k$statistic)
write_result("airquality", "df", k$parameter)
write_result("airquality", "p", k$p.value)
j <- suppressWarnings(cor.test(airquality$Month, airquality$Ozone, method = "kendall", exact = FALSE))
write_result("airquality", "trend_z", j$statistic)
write_result("airquality", "trend_p", j$p.value)

cliff <- function(x, y, level = 0.95) {
  d <- sign(outer(x, y, "-"))
  m <- mean(d); n1 <- length(x); n2 <- length(y)
  ri <- rowMeans(d); cj <- colMeans(d)
  v <- (n2^2 * sum((ri - m)^2) + n1^2 * sum((cj - m)^2) - sum((d - m)^2)) / (n1 * n2 * (n1 - 1) * (n2 - 1))
  v <- max(v, (1 - m^2) / (n1 * n2 - 1))
  z <- qnorm((1 + level) / 2)
  half <- z * sqrt(v) * sqrt((1 - m^2)^2 + z^2 * v)
  c(m, (m - m^3 - half) / (1 - m^2 + z^2 * v), (m - m^3 + half) / (1 - m^2 + z^2 * v))
}

for (g in c("level", "purpose_pull", "purpos_interaction", "system_legal")) for (v in c("N_like", "N_Post", "median_age")) {
  x <- twin[[v]][twin[[g]] == 1]; y <- twin[[v]][twin[[g]] == 0]
  w <- wilcox.test(x, y, exact = FALSE)
  name <- paste(v, g, sep = "~")
  write_result("wilcox", "statistic", w$statistic, name)
  write_result("wilcox", "p", w$p.value, name)
  write_result("cliff", c("delta", "conf_low", "conf_high"), cliff(x, y), name)
}

# exact, without ties: three sizes, one of them near the limit of 50
exact <- list(small = list(c(1, 4, 5, 7), c(2, 3, 6)), middle = list((1:14)^2, (1:11)^2 + 30.5),
              large = list(sin(1:49) * 100, cos(1:45) * 100 + 15))
for (name in names(exact)) {
  x <- exact[[name]][[1]]; y <- exact[[name]][[2]]
  write_result(name, "x", x, seq_along(x))
  write_result(name, "y", y, seq_along(y))
  for (how in c(TRUE, FALSE)) {
    w <- wilcox.test(x, y, exact = how)
    write_result(name, "statistic", w$statistic)
    write_result(name, if (how) "p_exact" else "p_normal", w$p.value)
  }
  write_result(name, c("delta", "conf_low", "conf_high"), cliff(x, y))
}

for (pair in list(c("N_like", "N_Post"), c("N_like", "median_age"), c("population_total", "f_independence"))) {
  s <- suppressWarnings(cor.test(twin[[pair[1]]], twin[[pair[2]]], method = "spearman", exact = FALSE))
  name <- paste(pair, collapse = "~")
  write_result("spearman", "rho", s$estimate, name)
  write_result("spearman", "p", s$p.value, name)
  r <- as.numeric(s$estimate)
  reach <- qnorm(0.975) * sqrt((1 + r^2 / 2) / (nrow(twin) - 3))
  write_result("spearman", c("conf_low", "conf_high"), tanh(atanh(r) + c(-1, 1) * reach), name)
}
# Cliff's delta where its unbiased variance falls below the least that is possible
write_result("tight", c("delta", "conf_low", "conf_high"), cliff(c(10, 7), c(0, 7, 4, 2)))

z <- quantile(twin$N_like, c(0.25, 0.5, 0.75), type = 7)
write_result("quantile", "N_like", z, c("0.25", "0.5", "0.75"))
