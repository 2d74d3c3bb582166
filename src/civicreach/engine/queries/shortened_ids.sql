-- The first $most posts in the window whose ids a spreadsheet program has shortened, among the table `examined`.
SELECT file, line, post
FROM posts
WHERE moment >= $opens AND moment < $closes AND shelf BETWEEN $first AND $last AND flaw = 2
    AND fingerprint IN (SELECT fingerprint FROM examined)
ORDER BY file, line, post
LIMIT $most
