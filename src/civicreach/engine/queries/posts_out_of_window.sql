-- Posts of each account before $opens, or at $closes and after.
SELECT account, count(*) AS posts
FROM posts
WHERE moment < $opens OR moment >= $closes
GROUP BY account
