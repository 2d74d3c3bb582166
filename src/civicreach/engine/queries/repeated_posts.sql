-- Posts in the window of which their account has an earlier copy there, among those in the table `examined`.
SELECT account, post, month, file, line
FROM (
    SELECT account, post, month, file, line,
        row_number() OVER (PARTITION BY account, post ORDER BY moment, file, line) AS place
    FROM posts
    WHERE moment >= $opens AND moment < $closes AND shelf BETWEEN $first AND $last AND post IS NOT NULL
        AND fingerprint IN (SELECT fingerprint FROM examined)
) AS candidates
WHERE place > 1
