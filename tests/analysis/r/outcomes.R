# Counts, transformed outcomes, medians and ranks by R: on the SYNTHETIC twin and on data that come with R.
# Run in this folder: Rscript outcomes.R > outcomes.out.csv
source("write.R")
suppressMessages({library(MASS); library(sandwich); library(quantreg)})
cat("part,quantity,name,value\n")

twin <- read.csv("twin90.csv")
all11 <- c("median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
           "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal")
dummies <- function(formula, data) as.data.frame(model.matrix(formula, data)[, -1])
parts <- list(
  twin_likes = cbind(y = twin$N_like, twin[all11]),
  twin_posts = cbind(y = twin$N_Post, twin[all11]),
  twin_exposure = cbind(y = twin$N_like, twin[c("median_age", "level", "f_independence", "contract_operation")]),
  quine = cbind(y = quine$Days, dummies(~ Eth + Sex + Age + Lrn, quine)),
  warpbreaks = cbind(y = warpbreaks$breaks, dummies(~ wool + tension, warpbreaks)),
  mtcars = cbind(y = mtcars$carb, mtcars[c("disp", "hp", "wt", "am")])
)
exposures <- list(twin_exposure = twin$population_total)
# So strict that it may circle in the last digit: the warning that says so is not of interest.
options(warn = -1)
tight <- glm.control(epsilon = 1e-15, maxit = 60)

write_data <- function(part, data) {
  for (v in names(data)) write_result(part, paste0("data:", v), data[[v]], seq_len(nrow(data)))
}

# Average marginal effects and their derivatives by the coefficients, the latter by differences of order six.
effects <- function(b, X, log_exposure) {
  mu <- function(X) exp(as.vector(X %*% b) + log_exposure)
  sapply(2:ncol(X), function(j) {
    if (all(X[, j] %in% 0:1)) {
      on <- off <- X
      on[, j] <- 1
      off[, j] <- 0
      mean(mu(on) - mu(off))
    } else mean(mu(X)) * b[j]
  })
}
delta_errors <- function(b, X, log_exposure, V) {
  G <- sapply(seq_along(b), function(j) {
    h <- 1e-2 * sqrt(V[j, j])
    at <- function(s) { moved <- b; moved[j] <- b[j] + s * h; effects(moved, X, log_exposure) }
    (45 * (at(1) - at(-1)) - 9 * (at(2) - at(-2)) + (at(3) - at(-3))) / (60 * h)
  })
  sqrt(diag(G %*% V %*% t(G)))
}

write_glm <- function(part, fit, X, log_exposure, dispersion = 1) {
  labels <- c("", colnames(X)[-1])
  V <- summary(fit)$cov.unscaled * dispersion
  write_result(part, "estimate", coef(fit), labels)
  write_result(part, "std_error:model", sqrt(diag(V)), labels)
  for (type in c("HC0", "HC1", "HC2", "HC3"))
    write_result(part, paste0("std_error:", type), sqrt(diag(vcovHC(fit, type = type))), labels)
  write_result(part, "fitted", fitted(fit), seq_along(fitted(fit)))
  write_result(part, "leverage", hatvalues(fit), seq_along(fitted(fit)))
  write_result(part, "deviance", deviance(fit))
  pearson <- sum(residuals(fit, "pearson")^2)
  write_result(part, "pearson", pearson)
  write_result(part, "dispersion", pearson / df.residual(fit))
  write_result(part, "margin", effects(coef(fit), X, log_exposure), labels[-1])
  write_result(part, "margin_error:model", delta_errors(coef(fit), X, log_exposure, V), labels[-1])
  write_result(part, "margin_error:HC3", delta_errors(coef(fit), X, log_exposure, vcovHC(fit, type = "HC3")), labels[-1])
}

for (part in names(parts)) {
  data <- parts[[part]]
  if (!startsWith(part, "twin")) write_data(part, data)
  exposure <- if (is.null(exposures[[part]])) rep(1, nrow(data)) else exposures[[part]]
  if (part %in% names(exposures)) write_result(part, "exposure", exposure, seq_along(exposure))
  data$log_exposure <- log(exposure)
  formula <- reformulate(c(setdiff(names(data), c("y", "log_exposure")), "offset(log_exposure)"), "y")

  pois <- glm(formula, family = poisson, data = data, control = tight)
  X <- model.matrix(pois)
  write_glm(paste0(part, ":poisson"), pois, X, data$log_exposure)
  write_result(paste0(part, ":poisson"), "log_likelihood", logLik(pois))
  write_result(paste0(part, ":poisson"), "aic", AIC(pois))
  write_result(paste0(part, ":poisson"), "bic", BIC(pois))
  quasi <- glm(formula, family = quasipoisson, data = data, control = tight)
  write_glm(paste0(part, ":quasi-poisson"), quasi, X, data$log_exposure, summary(quasi)$dispersion)
  write_result(paste0(part, ":quasi-poisson"), "p", coef(summary(quasi))[, 4], c("", colnames(X)[-1]))

  # Cameron & Trivedi (1990): the auxiliary regressions without a constant.
  mu <- fitted(pois)
  z <- ((data$y - mu)^2 - data$y) / mu
  for (form in c("constant", "proportional")) {
    w <- if (form == "constant") rep(1, length(mu)) else mu
    aux <- coef(summary(lm(z ~ 0 + w)))
    write_result(part, paste0("cameron_trivedi:", form), aux[1, c(1, 3)], c("estimate", "t"))
  }
  if (part == "mtcars") next  # less dispersed than Poisson: no theta

  nb <- glm.nb(formula, data = data, control = glm.control(epsilon = 1e-10, maxit = 200))
  write_result(part, "glm.nb", c(nb$theta, nb$SE.theta), c("theta", "SE.theta"))
  # glm.nb stops early: alternate until nothing changes in the 12th digit.
  theta <- nb$theta
  start <- coef(nb)
  for (i in 1:100) {
    fit <- glm(formula, family = negative.binomial(theta), data = data, start = start, control = tight)
    start <- coef(fit)
    new <- theta.ml(data$y, fitted(fit), limit = 1000, eps = 1e-11 * theta)
    change <- abs(new - theta) / theta
    theta <- as.vector(new)
    if (change < 1e-13) break
  }
  name <- paste0(part, ":negative binomial")
  write_glm(name, fit, X, data$log_exposure)
  write_result(name, "theta", c(theta, attr(new, "SE")), c("theta", "SE"))
  ll <- sum(dnbinom(data$y, size = theta, mu = fitted(fit), log = TRUE))
  write_result(name, "log_likelihood", ll)
  write_result(name, "aic", -2 * ll + 2 * (length(start) + 1))
  write_result(name, "bic", -2 * ll + log(nrow(data)) * (length(start) + 1))
}

# Duan's smearing: the mean of the retransformed sums of one case's fit and every case's residual.
transforms <- list(log = list(log, exp), log1p = list(log1p, expm1), asinh = list(asinh, sinh))
for (part in c("twin_likes", "quine", "warpbreaks")) {
  data <- parts[[part]]
  for (how in names(transforms)) {
    if (how == "log" && any(data$y == 0)) next
    data$z <- transforms[[how]][[1]](data$y)
    fit <- lm(reformulate(setdiff(names(data), c("y", "z")), "z"), data = data)
    name <- paste(part, how, sep = ":")
    e <- residuals(fit)
    smear <- function(eta) sapply(eta, function(one) mean(transforms[[how]][[2]](one + e)))
    write_result(name, "estimate", coef(fit)[-1], names(coef(fit))[-1])
    write_result(name, "std_error", coef(summary(fit))[-1, 2], names(coef(fit))[-1])
    write_result(name, "fitted", smear(fitted(fit)), seq_along(e))
    X <- model.matrix(fit)
    effect <- sapply(2:ncol(X), function(j) {
      if (all(X[, j] %in% 0:1)) {
        on <- off <- X
        on[, j] <- 1
        off[, j] <- 0
        c(mean(smear(on %*% coef(fit)) - smear(off %*% coef(fit))),
          mean(smear(on %*% coef(fit)) / smear(off %*% coef(fit)) - 1))
      } else {
        h <- 1e-3 / abs(coef(fit)[j])
        at <- function(s) { moved <- X; moved[, j] <- X[, j] + s * h; smear(moved %*% coef(fit)) }
        slope <- (45 * (at(1) - at(-1)) - 9 * (at(2) - at(-2)) + (at(3) - at(-3))) / (60 * h)
        c(mean(slope), mean(slope / at(0)))
      }
    })
    write_result(name, "effect", effect[1, ], colnames(X)[-1])
    write_result(name, "semi_elasticity", effect[2, ], colnames(X)[-1])
  }
}

medians <- list(
  twin_likes = parts$twin_likes,
  twin_posts = parts$twin_posts,
  mtcars_mpg = cbind(y = mtcars$mpg, mtcars[c("disp", "hp", "wt", "qsec")]),
  longley = cbind(y = longley$Employed, longley[c("Unemployed", "Armed.Forces", "Year")])
)
for (part in names(medians)) {
  data <- medians[[part]]
  if (!part %in% names(parts)) write_data(part, data)
  for (tau in c(0.5, 0.25)) {
    fit <- rq(y ~ ., tau = tau, data = data, method = "br")
    name <- paste0(part, ":quantile", tau)
    labels <- c("", names(data)[-1])
    write_result(name, "estimate", coef(fit), labels)
    write_result(name, "objective", sum(residuals(fit) * (tau - (residuals(fit) < 0))))
    for (se in c("nid", "ker")) {
      s <- coef(summary(fit, se = se))
      write_result(name, paste0("std_error:", se), s[, 2], labels)
      write_result(name, paste0("p:", se), s[, 4], labels)
    }
  }
}

for (part in c("twin_likes", "quine")) {
  # the outcome alone: factors keep their units
  ranked <- transform(parts[[part]], y = rank(y))
  s <- summary(lm(y ~ ., data = ranked))
  write_result(paste0(part, ":ranks"), "estimate", coef(s)[-1, 1], rownames(coef(s))[-1])
  write_result(paste0(part, ":ranks"), "std_error", coef(s)[-1, 2], rownames(coef(s))[-1])
  write_result(paste0(part, ":ranks"), "p", coef(s)[-1, 4], rownames(coef(s))[-1])
  write_result(paste0(part, ":ranks"), "r_squared", s$r.squared)
}
