-- Posts of each account in the window, from $opens to before $closes.
SELECT account, count(*) AS posts
FROM posts
WHERE moment >= $opens AND moment < $closes
GROUP BY account
