-- Posts of each account in each month of the study's time zone.
SELECT account, month, count(*) AS posts
FROM posts
GROUP BY account, month
