-- The first $most posts in the table `repeated`.
SELECT file, line, account, post
FROM repeated
ORDER BY file, line, account, post
LIMIT $most
