# Probabilities and powers by R, 17 digits, to be compared with the audit's own tails.
# Run: Rscript probabilities.R > probabilities.out.csv
line <- function(kind, x, df1, df2, value) cat(kind, format(x, digits = 17), df1, df2, format(value, digits = 17), sep = ",", fill = TRUE)
cat("kind,x,df1,df2,value\n")
for (df in c(1, 2, 5, 30, 78, 393, 5000)) {
  for (t in c(0, 0.0225, 0.5, 1.2816, 1.969, 2.895, 5.5, 12, 40)) line("t", t, 0, df, 2 * pt(-abs(t), df))
  for (f in c(0.01, 0.5, 1, 2.114, 14.812, 60)) for (k in c(1, 3, 11)) line("f", f, k, df, pf(f, k, df, lower.tail = FALSE))
}
for (z in c(0, 0.5, 1.96, 3.29, 8)) line("normal", z, 0, 0, 2 * pnorm(-abs(z)))
for (df in c(10, 78, 400)) for (ncp in c(0, 1, 2.8, 5)) {
  line("power", ncp, 0, df, pf(qt(0.975, df)^2, 1, df, ncp = ncp^2, lower.tail = FALSE))
}
# the t and p of Tables 4 and 5, as printed
t4 <- c(1.969, 3.525, 3.529, 3.557, 0.023, -0.958, -1.136, 1.689, -2.895, 0.822, 1.519, -1.871)
t5 <- c(-0.955, -0.677, 0.616, 0.419, 1.076, 0.291, 1.797, -0.524, -0.481, 0.552, 1.426, 1.383)
for (t in c(t4, t5)) line("table", t, 0, 78, 2 * pt(-abs(t), 78))
p4 <- 2 * pt(-abs(t4[1:11]), 78); p5 <- 2 * pt(-abs(t5[1:11]), 78)
for (i in 1:11) {
  line("holm4", t4[i], 0, i, p.adjust(p4, "holm")[i]); line("fdr4", t4[i], 0, i, p.adjust(p4, "BH")[i])
  line("holm5", t5[i], 0, i, p.adjust(p5, "holm")[i]); line("fdr5", t5[i], 0, i, p.adjust(p5, "BH")[i])
}
