-- How many posts of each account and month are in the table `repeated`.
SELECT account, month, count(*) AS posts
FROM repeated
GROUP BY account, month
