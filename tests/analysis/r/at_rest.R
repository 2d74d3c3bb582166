# Errors over rows at rest: clustered ones of least squares, and those of quasi-Poisson models, by sandwich 3.0-2 and clubSandwich 0.5.8.
# SYNTHETIC rows come from a generator that the tests have as well, and are printed beside the results.
# Run in this folder: Rscript at_rest.R > at_rest.out.csv
suppressMessages({library(sandwich); library(clubSandwich)})
source("write.R")
cat("part,quantity,name,value\n")

n <- 120
x <- numeric(3 * n)
seed <- 20260
for (i in seq_along(x)) {
  seed <- (16807 * seed) %% 2147483647
  x[i] <- seed / 2147483647
}
data <- data.frame(a = 1000 + 10 * x[1:n], b = x[n + 1:n], region = (seq_len(n) * 7) %% 11)
# regions differ, so that clustered errors are others than those of rows
data$y <- data$a / 5 - 3 * data$b + data$region / 4 + 4 * x[2 * n + 1:n] * data$b
data$posts <- floor(exp((data$a - 1000) / 5 - data$b) * 6 * x[2 * n + 1:n])
data$size <- 1 + data$region
for (name in names(data)) write_result("rows", name, data[[name]], seq_len(n))

ols <- lm(y ~ a + b, data = data)
write_result("ols", "estimate", coef(ols), names(coef(ols)))
for (type in c("HC0", "HC1", "HC2", "HC3")) write_result("ols", type, sqrt(diag(vcovHC(ols, type = type))), names(coef(ols)))
write_result("ols", "CR0", sqrt(diag(vcovCL(ols, data$region, type = "HC0", cadjust = FALSE))), names(coef(ols)))
write_result("ols", "CR1", sqrt(diag(vcovCL(ols, data$region, type = "HC1", cadjust = TRUE))), names(coef(ols)))
V <- clubSandwich::vcovCR(ols, data$region, "CR2")
tests <- coef_test(ols, V, test = "Satterthwaite")
write_result("ols", "CR2", tests$SE, names(coef(ols)))
write_result("ols", "CR2_df", tests$df_Satt[-1], names(coef(ols))[-1])
write_result("ols", "CR2_p", tests$p_Satt, names(coef(ols)))

for (exposed in c("", "size")) {
  away <- if (exposed == "") rep(0, n) else log(data$size)
  fit <- glm(posts ~ a + b + offset(away), family = quasipoisson, data = data,
             control = glm.control(epsilon = 1e-15, maxit = 100))
  part <- paste0("poisson", exposed)
  write_result(part, "estimate", coef(fit), names(coef(fit)))
  write_result(part, "model", sqrt(diag(vcov(fit))), names(coef(fit)))
  for (type in c("HC0", "HC1", "HC2", "HC3")) write_result(part, type, sqrt(diag(vcovHC(fit, type = type))), names(coef(fit)))
}
